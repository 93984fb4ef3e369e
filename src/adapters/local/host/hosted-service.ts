import { setTimeout as wait } from 'node:timers/promises';
import { hashTree } from '../hash-tree.ts';
import { AppLog } from './app-log.ts';
import { AppProcess } from './app-process.ts';
import { PublicDoor, Upstream } from './public-door.ts';
import type { Switched, SwitchRequest, Version } from './wire.ts';

const firstPauseMs = 500;
const longestPauseMs = 10_000;
const restartDeadlineMs = 60_000;

/** One service of the environment: its public door, the version behind it, and what happens when that one dies. */
export class HostedService {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly #door = new PublicDoor();
  readonly #log: AppLog;
  readonly #changed: () => void;
  readonly #mark: string;
  #app: AppProcess | undefined;
  #wanted: Version | undefined;
  #closing = false;
  #opening: Promise<void> | undefined;

  constructor(name: string, place: { host: string; port: number; mark: string }, log: AppLog, changed: () => void) {
    this.name = name;
    this.host = place.host;
    this.port = place.port;
    this.#mark = place.mark;
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

  /** The old version serves until the new one is well. After a failure the old one still serves. */
  async change({
    version,
    deadlineMs,
    afresh,
  }: Pick<SwitchRequest, 'version' | 'deadlineMs' | 'afresh'>): Promise<Switched> {
    const same =
      this.serving &&
      this.#wanted?.digest === version.digest &&
      JSON.stringify(this.#wanted.env) === JSON.stringify(version.env);
    if (same && !afresh) return { ok: true, detail: `${this.name}: this version serves already`, log: '' };
    const found = await hashTree(version.tree).catch(() => 'nothing');
    if (found !== version.digest)
      return {
        ok: false,
        code: 'switch.artifact-damaged',
        detail: `${this.name}: found ${found}, wanted ${version.digest}`,
        log: '',
      };
    this.#log.begin();
    const started = await AppProcess.start(version, this.#mark, this.#log, deadlineMs);
    if (!started.well)
      return { ok: false, code: started.code, detail: `${this.name}: ${started.detail}`, log: this.#log.recent() };
    await this.#ensureOpen();
    const old = this.#app;
    this.#app = started.app;
    this.#wanted = version;
    const before = this.#door.point(new Upstream(started.app.url));
    // Written down before the old one ends: a death of ours in between leaves two processes, and a successor that
    // knows the new one as the live one and can end the other.
    this.#changed();
    this.#watch(started.app);
    const cut = (await before?.drain()) ?? 0;
    await old?.stop();
    return {
      ok: true,
      detail: `${this.name}: switched${cut > 0 ? `, ${cut} long requests were cut` : ''}`,
      log: this.#log.recent(),
    };
  }

  /** Serves again what served before the host died. Keeps trying: the address answers 503 in the meantime. */
  async resume(version: Version): Promise<void> {
    this.#wanted = version;
    // The port may still be held for a moment by what died; the address is more use late than never.
    while (!this.#closing && this.#wanted === version) {
      try {
        await this.#ensureOpen();
        break;
      } catch (error) {
        process.stderr.write(`${this.name}: ${String(error)}\n`);
        await wait(firstPauseMs);
      }
    }
    await this.#bringBack(version);
  }

  async close(): Promise<void> {
    this.#closing = true;
    const upstream = this.#door.point(undefined);
    const app = this.#app;
    await Promise.all([upstream?.drain(), app?.stop()]);
    if (this.#opening !== undefined) await this.#door.close();
  }

  /** Once, however many ask; a failure is forgotten, so that the next one tries again. */
  #ensureOpen(): Promise<void> {
    this.#opening ??= this.#door.open(this.host, this.port).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  #watch(app: AppProcess): void {
    void app.ended.then(async () => {
      if (this.#closing || this.#app !== app) return;
      this.#door.point(undefined);
      this.#changed();
      await wait(firstPauseMs);
      if (!this.#closing && this.#app === app && this.#wanted !== undefined) await this.#bringBack(this.#wanted);
    });
  }

  /** A version that fell over is started again, with longer and longer pauses, until it stands or another is wanted. */
  async #bringBack(version: Version): Promise<void> {
    for (
      let pause = firstPauseMs;
      !this.#closing && this.#wanted === version;
      pause = Math.min(pause * 2, longestPauseMs)
    ) {
      const started = await AppProcess.start(version, this.#mark, this.#log, restartDeadlineMs).catch(() => undefined);
      if (started?.well === true) {
        // Another version may have come meanwhile; then this one is not wanted any more.
        if (this.#closing || this.#wanted !== version) {
          await started.app.stop();
          return;
        }
        this.#app = started.app;
        this.#door.point(new Upstream(started.app.url));
        this.#changed();
        this.#watch(started.app);
        return;
      }
      await wait(pause);
    }
  }
}
