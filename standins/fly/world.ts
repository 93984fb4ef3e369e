import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Faults } from './faults.ts';
import { Front } from './front.ts';
import { Images } from './images.ts';
import { macaroon } from './macaroon.ts';
import { Machine } from './machine.ts';
import { type App, type MachineConfig, type Organisation, Refused, type Release, type Token } from './model.ts';
import { Trees } from './trees.ts';

const notFound = (app: string): Refused => new Refused(404, `Could not find App "${app}"`);

/** Everything that Fly knows, and what people and accidents can do to it. */
export class FlyWorld {
  readonly folder: string;
  readonly images: Images;
  readonly trees: Trees;
  readonly faults = new Faults();
  readonly organisations = new Map<string, Organisation>();
  readonly apps = new Map<string, App>();
  readonly tokens = new Map<string, Token>();
  readonly machines = new Map<string, Machine>();
  readonly releases: Release[] = [];
  /** Every request, in order: `METHOD /path status app-of-token`. */
  readonly requests: string[] = [];
  /** How flyctl was called, word for word. */
  readonly flyctlCalls: (readonly string[])[] = [];
  /** How many flyctls have come to where a fault made them stay. */
  hung = 0;
  /** What was asked that Fly would not take from a correct client. */
  readonly violations: string[] = [];
  /** Builders push an index with the image in it, as docker buildx does, instead of the image alone. */
  pushesIndexes = false;
  /** Whom images are shared with: by a registry for all of an organisation, by Fly's own resolving alone, or nobody. */
  imagesAreShared: 'in the organisation' | 'by Fly alone' | 'not at all' = 'in the organisation';
  /** Host and port of the registry, as image names begin. */
  registryHost = '';
  readonly #fronts = new Map<string, Front>();
  readonly #waiting = new Set<() => void>();

  constructor(folder: string) {
    this.folder = folder;
    this.images = new Images(folder);
    this.trees = new Trees(folder, this.images);
  }

  addOrganisation(slug: string): Organisation {
    const made = { slug };
    this.organisations.set(slug, made);
    return made;
  }

  /** With its public address, on which it answers 503 until a machine serves. */
  async addApp(
    name: string,
    organisation: string,
    options: { port?: number; secrets?: Record<string, string> } = {},
  ): Promise<App> {
    if (!this.organisations.has(organisation)) this.addOrganisation(organisation);
    const front = new Front(() => this.machinesOf(name));
    await front.open(options.port ?? 0);
    this.#fronts.set(name, front);
    const app = { name, organisation, url: front.url, secrets: new Map(Object.entries(options.secrets ?? {})) };
    this.apps.set(name, app);
    return app;
  }

  addToken(of: { app?: string; organisation?: string; kind?: Token['kind']; expires?: number }): string {
    // As `flyctl tokens create … -x 8760h`: a year, unless told; Infinity for a token without an end.
    const expires = of.expires ?? Date.now() + 8_760 * 3_600_000;
    const text = `FlyV1 ${macaroon(expires)}`;
    const organisation = of.organisation ?? this.apps.get(of.app ?? '')?.organisation ?? '';
    const kind = of.kind ?? (of.app === undefined ? 'org' : 'deploy');
    this.tokens.set(text, {
      text,
      kind,
      organisation,
      ...(of.app === undefined ? {} : { app: of.app }),
      ...(expires === Number.POSITIVE_INFINITY ? {} : { expires }),
    });
    return text;
  }

  machinesOf(app: string): Machine[] {
    return [...this.machines.values()].filter((one) => one.app === app && one.state !== 'destroyed');
  }

  releasesOf(app: string): Release[] {
    return this.releases.filter((one) => one.app === app).toReversed();
  }

  tokenOf(header: string | undefined): Token {
    // flyctl and the API take the token with and without its scheme; the prefix `FlyV1 ` belongs to the token itself.
    const text = (header ?? '').replace(/^Bearer /, '');
    const found = this.tokens.get(text);
    if (found === undefined || (found.expires !== undefined && found.expires < Date.now()))
      throw new Refused(401, 'You must be authenticated to view this.');
    return found;
  }

  /** The app, if this token may have it; without access it looks as if it were not there. */
  appFor(token: Token, name: string, write = false): App {
    const app = this.apps.get(name);
    if (app === undefined || app.organisation !== token.organisation) throw notFound(name);
    if (token.kind === 'deploy' && token.app !== name) throw notFound(name);
    if (write && token.kind === 'readonly') throw new Refused(403, 'unauthorized');
    return app;
  }

  /** What an app's machines get for this name; images are shared inside one organisation. */
  resolve(app: App, image: string): { repository: string; tag: string; digest: string; index: string } {
    const missing = new Refused(404, `Could not find image "${image}"`);
    const match = /^(?:([^/]+)\/)?([a-z0-9-]+)(?:@(sha256:[0-9a-f]{64})|:([\w.-]+))$/.exec(image);
    if (match === null || (match[1] !== undefined && match[1] !== this.registryHost)) throw missing;
    const [, , repository = '', digest, tag = ''] = match;
    const owner = this.apps.get(repository);
    if (owner === undefined || owner.organisation !== app.organisation) throw missing;
    if (this.imagesAreShared === 'not at all' && owner !== app) throw missing;
    const found = this.images.manifest(repository, digest ?? tag);
    if (found === undefined) throw missing;
    const child = found.stored.json.manifests?.find(({ platform }) => platform?.architecture === 'amd64');
    // Machines of an index record the image in it, not the index (observed: hexclave #1991).
    return { repository, tag, digest: child?.digest ?? found.digest, index: found.digest };
  }

  async makeMachine(app: App, config: MachineConfig, options: { launch: boolean; region?: string }): Promise<Machine> {
    const id = randomBytes(7).toString('hex');
    const machine = new Machine({
      id,
      app: app.name,
      region: options.region ?? 'ams',
      config,
      running: await this.#runningOf(app, config.image),
      changed: () => this.tell(),
    });
    this.machines.set(id, machine);
    if (options.launch) await machine.start();
    return machine;
  }

  async updateMachine(app: App, machine: Machine, config: MachineConfig, launch: boolean): Promise<void> {
    const running = await this.#runningOf(app, config.image);
    machine.state = 'replacing';
    await machine.stop();
    machine.config = config;
    machine.running = running;
    machine.state = 'stopped';
    if (launch) await machine.start();
    this.tell();
  }

  async #runningOf(app: App, image: string) {
    const found = this.resolve(app, image);
    const stored = this.images.manifest(found.repository, found.digest)?.stored;
    if (stored === undefined) throw new Refused(404, `Could not find image "${image}"`);
    return {
      image: found,
      unpacked: await this.trees.of(found.digest, stored),
      secrets: Object.fromEntries(app.secrets),
    };
  }

  tell(): void {
    for (const one of this.#waiting) one();
  }

  /** Resolves when it is so. */
  until(what: () => boolean): Promise<void> {
    return new Promise((done) => {
      const look = (): void => {
        if (!what()) return;
        this.#waiting.delete(look);
        done();
      };
      this.#waiting.add(look);
      look();
    });
  }

  get scratch(): string {
    return join(this.folder, 'scratch', randomBytes(6).toString('hex'));
  }

  async close(): Promise<void> {
    await Promise.all([...this.machines.values()].map((machine) => machine.stop()));
    await Promise.all([...this.#fronts.values()].map((front) => front.close()));
  }
}
