import { AppLog } from './app-log.ts';
import { endMarked } from '../../../platform/end-marked.ts';
import { hostMark } from './marks.ts';
import { HostedService } from './hosted-service.ts';
import type { HostPlaces } from './places.ts';
import type { Address } from './public-door.ts';
import { readState, writeState } from './state-file.ts';
import type { HostState, Switched, SwitchRequest } from './wire.ts';

/** All services of one environment, the highest token ever seen, and the file that outlives us. */
export class Host {
  readonly #places: HostPlaces;
  readonly #services = new Map<string, HostedService>();
  #token = 0;
  #stops = 0;
  #closing = false;
  /** One change at a time: a lower token that came first must not overtake a higher one. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(places: HostPlaces) {
    this.#places = places;
  }

  /** After a death of the host before us: ends what it left running, and serves the same versions again. */
  async resume(): Promise<void> {
    endMarked(hostMark, this.#places.folder);
    const kept = readState(this.#places.stateFile);
    if (kept === undefined) return;
    this.#token = kept.token;
    this.#stops = kept.stops;
    await Promise.all(
      Object.entries(kept.services).map(async ([name, one]) => {
        await this.#service(name, one).resume(one.version);
      }),
    );
  }

  /** `signal` aborts when whoever asked is gone: what is only starting is ended then, what serves goes on. */
  change(request: SwitchRequest, print: string | undefined, signal: AbortSignal): Promise<Switched> {
    const turn = this.#turn.then(async (): Promise<Switched> => {
      if (this.#closing) return { ok: false, code: 'state.unknown', detail: 'the host is being stopped', log: '' };
      if (request.token < this.#token)
        return {
          ok: false,
          code: 'lease.lost',
          detail: `token ${request.token} is older than ${this.#token}`,
          log: '',
        };
      if (request.token > this.#token) {
        this.#token = request.token;
        // At once, whatever comes of this change: after a death of ours an older token must still be refused.
        this.#write();
      }
      const service = this.#service(request.service, request);
      const all = [...this.#services.values()];
      for (const one of all) one.letGo(request);
      const there = all.find((one) => one !== service && one.isOpenAt(request));
      return service.change(request, print, signal, there);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  state(): HostState {
    return {
      token: this.#token,
      services: [...this.#services.values()].flatMap((service) => {
        const { version, app } = service;
        if (version === undefined) return [];
        return [
          {
            service: service.name,
            state: service.serving ? ('serving' as const) : ('down' as const),
            digest: version.digest,
            commit: version.commit,
            port: service.address.port,
            ...(app?.id === undefined || app.over ? {} : { pid: app.id.pid }),
          },
        ];
      }),
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    // A change that is under way is stopped by this, and waited for.
    const services = [...this.#services.values()];
    for (const service of services) service.stopStarting();
    await this.#turn;
    await Promise.all(services.map((service) => service.close()));
    this.#stops += 1;
    this.#write();
  }

  #service(name: string, place: Address): HostedService {
    const found =
      this.#services.get(name) ??
      new HostedService(
        name,
        { host: place.host, port: place.port },
        this.#places.folder,
        new AppLog(this.#places.appLog(name)),
        () => this.#write(),
      );
    this.#services.set(name, found);
    return found;
  }

  #write(): void {
    const services = [...this.#services.values()].flatMap((service) => {
      const { version } = service;
      return version === undefined ? [] : [[service.name, { ...service.address, version }] as const];
    });
    writeState(this.#places.stateFile, {
      token: this.#token,
      stops: this.#stops,
      services: Object.fromEntries(services),
    });
  }
}
