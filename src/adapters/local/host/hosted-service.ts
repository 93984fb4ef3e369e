import { setTimeout as wait } from 'node:timers/promises';
import { hashTree } from '../hash-tree.ts';
import { printOf } from '../print.ts';
import { AppLog } from './app-log.ts';
import { AppProcess, type Started } from './app-process.ts';
import { openAtLast, whyShut } from './open-at-last.ts';
import { type Address, PublicDoor } from './public-door.ts';
import { Upstream } from './upstream.ts';
import type { Switched, SwitchRequest, Version } from './wire.ts';

const firstPauseMs = 500;
const longestPauseMs = 10_000;
const restartDeadlineMs = 60_000;
/** How often it is looked whether its port is still the app's: some tenths of a millisecond each time. */
const betweenLooksMs = 1_000;

/** One service of the environment: its public door, the version behind it, and what happens when that one dies. */
export class HostedService {
  readonly name: string;
  #door: PublicDoor;
  readonly #log: AppLog;
  readonly #changed: () => void;
  readonly #mark: string;
  #app: AppProcess | undefined;
  #wanted: Version | undefined;
  readonly #closing = new AbortController();
  /** Bringing back what fell over; awaited at our end, so that nothing that is only starting outlives us. */
  #bringing: Promise<void> = Promise.resolve();
  /** At addresses that it has left, until what they let in has been answered. */
  readonly #leftDoors = new Set<PublicDoor>();
  /** Old versions on their way out. They finish what they have in hand; nobody waits for that but our own end. */
  readonly #leaving = new Set<Promise<void>>();

  constructor(name: string, address: Address, mark: string, log: AppLog, changed: () => void) {
    this.name = name;
    this.#door = new PublicDoor(address);
    this.#mark = mark;
    this.#log = log;
    this.#changed = changed;
  }

  get version(): Version | undefined {
    return this.#wanted;
  }
  get app(): AppProcess | undefined {
    return this.#app;
  }
  get serving(): boolean {
    return this.#app !== undefined && !this.#app.over;
  }
  get address(): Address {
    return this.#door.address;
  }

  isOpenAt(address: Address): boolean {
    return this.#door.isOpen && isSame(this.address, address);
  }

  /** An address that it has left, and on which only its old version still answers, is free for whoever wants it. */
  letGo(address: Address): void {
    for (const door of this.#leftDoors) if (isSame(door.address, address)) door.letGo();
  }

  /**
   * The old version serves until the new one is well. After a failure the old one still serves. What still has the
   * `print` of when it was read is not read again.
   *
   * `there` is the service that is open at the address which this one is to have. Two services never have one address in
   * a config, so it is to move, too: in the moment in which this one is switched it gets this one’s address for its own,
   * door for door. Nothing is closed or opened for that, so it cannot fail half way; where it is to be elsewhere, it goes
   * there with its own change.
   */
  async change(
    request: SwitchRequest,
    print: string | undefined,
    signal: AbortSignal,
    there?: HostedService,
  ): Promise<Switched> {
    const { version, deadlineMs, afresh } = request;
    const moves = !isSame(this.address, request);
    const other = moves ? there : undefined;
    const same = this.serving && !moves && JSON.stringify(this.#wanted) === JSON.stringify(version);
    if (same && !afresh) return { ok: true, detail: `${this.name}: this version serves already`, log: '' };
    const untouched = print !== undefined && (await printOf(version.tree).catch(() => undefined)) === print;
    const found = untouched ? version.digest : await hashTree(version.tree).catch(() => 'nothing');
    if (found !== version.digest)
      return {
        ok: false,
        code: 'switch.artifact-damaged',
        detail: `${this.name}: found ${found}, wanted ${version.digest}`,
        log: '',
      };
    const oldDoor = this.#door;
    const isNew = moves && other === undefined;
    const itsDoor = other === undefined ? oldDoor : other.#door;
    const door = isNew ? new PublicDoor({ host: request.host, port: request.port }) : itsDoor;
    // What is given away has to be open, too.
    for (const one of other === undefined ? [door] : [door, oldDoor])
      try {
        await one.open();
      } catch (error) {
        const words = whyShut(error, one.address, there?.isOpenAt(one.address) === true ? there.name : undefined);
        return { ok: false, code: 'switch.unhealthy', detail: `${this.name}: ${words}`, log: '' };
      }
    this.#log.begin();
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const started = await AppProcess.start(version, this.#mark, this.#log, deadlineMs, stop);
    if (!started.well) {
      if (isNew) await door.close();
      return { ok: false, code: started.code, detail: `${this.name}: ${started.detail}`, log: this.#log.recent() };
    }
    const failure = this.#closing.signal.aborted ? 'the host is being stopped' : this.#record(version, door, other);
    if (failure !== undefined) {
      await started.app.stop();
      if (isNew) await door.close();
      return { ok: false, code: 'state.unknown', detail: `${this.name}: ${failure}`, log: this.#log.recent() };
    }
    this.#takeOver(started.app, oldDoor, other !== undefined);
    return { ok: true, detail: `${this.name}: switched`, log: this.#log.recent() };
  }

  /** Written down before requests go there: after a death of ours in between, the new version is the one to serve. */
  #record(version: Version, door: PublicDoor, other: HostedService | undefined): string | undefined {
    const before = { wanted: this.#wanted, door: this.#door };
    this.#wanted = version;
    this.#door = door;
    if (other !== undefined) other.#door = before.door;
    try {
      this.#changed();
      return undefined;
    } catch (error) {
      this.#wanted = before.wanted;
      this.#door = before.door;
      if (other !== undefined) other.#door = door;
      return `it could not be written down, so it was not done: ${String(error)}`;
    }
  }

  /** All at once, without a pause in between: from here on this process is the one that serves. */
  #takeOver(app: AppProcess, oldDoor: PublicDoor, isExchanged = false): void {
    const old = this.#app;
    const door = this.#door;
    this.#app = app;
    const there = door.point(new Upstream(app.url));
    // What the other service serves is reached by the door that it has now.
    const before = isExchanged ? oldDoor.point(there) : door === oldDoor ? there : oldDoor.upstream;
    this.#watch(app);
    const isLeft = door !== oldDoor && !isExchanged;
    if (isLeft) this.#leftDoors.add(oldDoor);
    const leaving = (async () => {
      await before?.drain();
      await old?.stop();
      if (isLeft) await oldDoor.close();
      this.#leftDoors.delete(oldDoor);
    })().catch((error: unknown) => void process.stderr.write(`${this.name}: ${String(error)}\n`));
    this.#leaving.add(leaving);
    void leaving.then(() => this.#leaving.delete(leaving));
  }

  /** Serves again what served before the host died. Keeps trying: the address answers 503 in the meantime. */
  async resume(version: Version): Promise<void> {
    this.#wanted = version;
    // The port may still be held for a moment by what died; the address is more use late than never.
    await openAtLast(this.#door, {
      wanted: () => !this.#closing.signal.aborted && this.#wanted === version,
      pause: () => this.#pause(firstPauseMs),
      say: (line) => void process.stderr.write(`${new Date().toISOString()} ${this.name}: ${line}\n`),
      now: () => performance.now(),
    });
    await this.#bringBack(version);
  }

  /** What is only starting is given up. */
  stopStarting(): void {
    this.#closing.abort();
  }

  /** Once no change is under way any more. */
  async close(): Promise<void> {
    this.stopStarting();
    const upstream = this.#door.point(undefined);
    await Promise.all([upstream?.drain(), this.#bringing, ...this.#leaving]);
    await this.#app?.stop();
    await this.#door.close();
  }

  #watch(app: AppProcess): void {
    // Once it has ended it is brought back below, on another port.
    const looking = setInterval(() => {
      if (this.#app !== app || !app.isImpersonated) return;
      void this.#door.point(undefined)?.drain();
      void app.stop();
    }, betweenLooksMs).unref();
    void app.ended.then(async () => {
      clearInterval(looking);
      if (this.#closing.signal.aborted || this.#app !== app) return;
      void this.#door.point(undefined)?.drain();
      await this.#pause(firstPauseMs);
      if (!this.#closing.signal.aborted && this.#app === app && this.#wanted !== undefined)
        await this.#bringBack(this.#wanted);
    });
  }

  /** A version that fell over is started again, with longer and longer pauses, until it stands or another is wanted. */
  #bringBack(version: Version): Promise<void> {
    this.#bringing = this.#untilItStands(version);
    return this.#bringing;
  }

  async #untilItStands(version: Version): Promise<void> {
    for (
      let pause = firstPauseMs;
      !this.#closing.signal.aborted && this.#wanted === version;
      pause = Math.min(pause * 2, longestPauseMs)
    ) {
      const started = await this.#startWhole(version).catch(() => undefined);
      if (started?.well === true) {
        // Another version may have come meanwhile; then this one is not wanted any more.
        if (this.#closing.signal.aborted || this.#wanted !== version) {
          await started.app.stop();
          return;
        }
        this.#takeOver(started.app, this.#door);
        return;
      }
      await this.#pause(pause);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  /** What was damaged since it was deployed is not started again either. */
  async #startWhole(version: Version): Promise<Started | undefined> {
    if ((await hashTree(version.tree)) !== version.digest) return undefined;
    return AppProcess.start(version, this.#mark, this.#log, restartDeadlineMs, this.#closing.signal);
  }
}

const isSame = (one: Address, another: Address): boolean => one.host === another.host && one.port === another.port;
