import type { ReleaseRequest } from '../../../../src/ports/target.ts';
import type { Behaviour } from '../../../world/tiny-app.ts';
import { type FlyStage, type FlyStageOptions, apps } from '../stage.ts';

/** What an attempt came to, and what every machine's own process says that it is afterwards. */
export interface Verdict {
  readonly ok: boolean;
  readonly code?: string;
  readonly retry?: boolean;
  /** `old` and `new` on all machines; `parts` of both; `gone` where none runs. */
  readonly serves: 'old' | 'new' | 'parts' | 'gone';
}

/** What is done to Fly, to flyctl or to the version, and the verdict that it is to have. */
export interface FlyCase {
  readonly name: string;
  /** Where it is known from: section of the reference, or an issue. */
  readonly fact: string;
  readonly options?: FlyStageOptions;
  readonly fresh?: Behaviour;
  readonly files?: Readonly<Record<string, string>>;
  /** Machines that run the old version before. */
  readonly machines?: number;
  readonly given?: (here: FlyStage, old: ReleaseRequest, fresh: ReleaseRequest) => void | Promise<void>;
  readonly wanted: Verdict;
}

/** What flyctl says when it is asked to deploy, so many times, and nothing else happens. */
export const says =
  (text: string, times = 1) =>
  (here: FlyStage) => {
    for (let each = 0; each < times; each += 1) here.world.faults.flyctl({ command: 'deploy', says: text });
  };
/** Long enough for a flyctl to get to the machines while others are at work, too. */
export const quick: FlyStageOptions = { switchMs: 8_000 };
/** The first machine of staging. */
export const first = (here: FlyStage) => {
  const [machine] = here.world.machinesOf(apps.staging);
  if (machine === undefined) throw new Error('nothing runs');
  return machine;
};

export const good: Verdict = { ok: true, serves: 'new' };
export const refused = (code: string, retry: boolean, serves: Verdict['serves'] = 'old'): Verdict => ({
  ok: false,
  code,
  retry,
  serves,
});
