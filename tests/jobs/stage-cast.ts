import { createHash } from 'node:crypto';
import type { ConfigFile } from '../../src/config/schema.ts';
import { configSchema } from '../../src/config/schema.ts';
import type { Commit, Digest } from '../../src/core/release.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';

export const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
export const roles = { tester: id(4), deployer: id(5), releaseManager: id(6) };
export const cast = { ana: id(11), ben: id(12), cara: id(13), dan: id(14), mira: id(15) };

const target = (port: number, name: string, key: string) => ({
  kind: 'local' as const,
  services: { api: { port, url: `http://${name}`, env: { GREENROOM_KEY: { secret: key } } } },
});
const tools = { stageTools: { service: 'api', key: { secret: 'STAGE_KEY' } } };
const identity = { identity: { service: 'api', key: { secret: 'IDENTITY_KEY' } } };
export const config: ConfigFile = configSchema.parse({
  discord: { guild: id(1), channels: { deployments: id(2), alerts: id(3) }, roles },
  projects: {
    advent: {
      repository: 'acme/advent',
      services: {
        api: {
          build: { local: { start: ['node', 'x.js'] } },
          health: '/healthz',
          version: '/version',
          migrations: { folder: 'migrations', run: ['node', 'm.js'] },
        },
      },
      environments: {
        staging: { tier: 'staging', branch: 'staging', target: target(4001, 'staging', 'STAGE_KEY'), ...tools },
        production: { tier: 'production', target: target(4002, 'production', 'IDENTITY_KEY'), ...identity },
      },
      verify: [{ name: 'integration', run: ['node', 's.js'] }],
      deadlines: { verify: '2s' },
    },
  },
});

/** Time that a test can push forward. */
export interface StageClock extends Clock {
  ahead: number;
}

/** Waiting is real and short. */
export class PushedClock implements StageClock {
  ahead = 0;
  now(): number {
    return Date.now() + this.ahead;
  }
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.wait(Math.min(milliseconds, 50), signal);
  }
}

export const shaOf = (name: string): Commit => createHash('sha1').update(name).digest('hex');
export const digestOf = (commit: string): Digest => `sha256:${createHash('sha256').update(commit).digest('hex')}`;

/** Time that moves only when it is told to, or when somebody waits for less than a second. */
export class TurningClock implements StageClock {
  ahead = 0;
  #looks = 0;
  readonly #begin: number;

  constructor(begin: number) {
    this.#begin = begin;
  }

  now(): number {
    // No two moments are the same, as for people.
    this.#looks += 1;
    return this.#begin + this.ahead + this.#looks;
  }
  async wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return;
    // Longer waits are those of somebody who keeps watch beside the work; they must not make time fly.
    if (milliseconds < 1000) this.ahead += milliseconds;
    await new Promise<void>((resolve) => {
      const turn = setImmediate(resolve);
      signal?.addEventListener('abort', () => {
        clearImmediate(turn);
        resolve();
      });
    });
  }
}
