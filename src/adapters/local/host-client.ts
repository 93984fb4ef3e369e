import { spawn } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { request as ask } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../ports/clock.ts';
import { parseJson } from '../../trust.ts';
import { type HostPlaces, placesOf } from './host/places.ts';
import { type HostState, type Switched, type SwitchRequest, stateSchema, switchedSchema } from './host/wire.ts';

const entry = fileURLToPath(new URL('host/main.ts', import.meta.url));
const startMs = 10_000;

/** Speaks to the host of one environment, and starts it where there is none. */
export class HostClient {
  readonly places: HostPlaces;
  readonly #clock: Clock;
  readonly #args: readonly string[];

  constructor(dataDir: string, project: string, environment: string, clock: Clock) {
    this.places = placesOf(dataDir, project, environment);
    this.#clock = clock;
    this.#args = [dataDir, project, environment];
  }

  /** What runs, as the host says; undefined where no host answers. */
  async state(): Promise<HostState | undefined> {
    const answer = await this.#send('GET', '/state', undefined, 5_000).catch((error: unknown) => {
      if (isAbsent(error)) return undefined;
      throw error;
    });
    return answer === undefined ? undefined : stateSchema.parse(answer);
  }

  async switch(request: SwitchRequest): Promise<Switched> {
    await this.ensure();
    return switchedSchema.parse(await this.#send('POST', '/switch', request, request.deadlineMs + 30_000));
  }

  /** True where there was one to stop. Resolves when it has ended. */
  async stop(): Promise<boolean> {
    if ((await this.state()) === undefined) return false;
    await this.#send('POST', '/stop', {}, 5_000);
    for (let left = 30_000; left > 0 && (await this.state().catch(() => undefined)) !== undefined; left -= 50)
      await this.#clock.wait(50);
    return true;
  }

  /** Detached and with files of its own: our death, our terminal and our pipes are not its. */
  async ensure(): Promise<void> {
    if ((await this.state()) !== undefined) return;
    mkdirSync(this.places.folder, { recursive: true, mode: 0o700 });
    chmodSync(this.places.folder, 0o700);
    const log = openSync(this.places.logFile, 'a', 0o600);
    try {
      const child = spawn(process.execPath, [entry, ...this.#args], {
        cwd: '/',
        detached: true,
        stdio: ['ignore', log, log],
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
      });
      child.on('error', () => undefined);
      child.unref();
    } finally {
      closeSync(log);
    }
    for (let left = startMs; left > 0; left -= 25) {
      await this.#clock.wait(25);
      if ((await this.state()) !== undefined) return;
    }
    throw new Error(
      `the host of ${this.#args.slice(1).join('/')} did not start within ${startMs / 1000} s; ${this.places.logFile} may say why`,
    );
  }

  #send(method: string, path: string, body: unknown, deadlineMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = ask(
        {
          socketPath: this.places.socket,
          method,
          path,
          signal: AbortSignal.timeout(deadlineMs),
          headers: { 'content-type': 'application/json' },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            if (response.statusCode === 200) resolve(parseJson(text));
            else reject(new Error(`the host answered ${response.statusCode}: ${text}`));
          });
        },
      );
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** No socket, one that nobody listens on any more, or one whose owner died as we spoke: there is no host. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(error.code))
  );
}
