import { githubAccess, type GithubAccess } from '../../adapters/github/access.ts';
import type { Config } from '../../config/config.ts';
import type { DiscordPlace } from '../../adapters/discord/survey.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Patience } from '../../platform/patience.ts';
import type { Asker } from './asker.ts';
import type { DraftFile } from './draft.ts';

/** Milliseconds for one answer of Discord, GitHub or Fly. */
export const answerMs = 10_000;

export const patienceWith = (of: string): Patience => ({ clock: systemClock, ms: answerMs, of });

/** What every step has: who answers, what is settled, and where the far ends are. */
export interface Setup {
  readonly folder: string;
  readonly asker: Asker;
  readonly draft: DraftFile;
  readonly addresses: Pick<Config, 'discordApiUrl' | 'githubApiUrl' | 'githubServerUrl' | 'fly'>;
  /** What was said by a flag, e.g. `staging-port`. */
  readonly said: (flag: string) => string | undefined;
  readonly variable: (name: string) => string | undefined;
  /** Milliseconds for what a person has to do in a browser. */
  readonly waitMs: number;
}

/** One thing that is settled: one file, and one line in the index. It looks first at what is settled already. */
export type Step = (setup: Setup) => Promise<void>;

/** What an earlier step has settled. */
export function settled<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is not settled; that step comes before`);
  return value;
}

/** Whether it is to be asked: it is not settled yet, or a flag says otherwise by now than what is. */
export function isOpen({ said }: Pick<Setup, 'said'>, flag: string, value: string | undefined): boolean {
  return value === undefined || (said(flag) ?? value) !== value;
}

export function accessOf({ addresses, draft }: Setup): GithubAccess {
  const { github, repository } = draft.settled;
  return githubAccess(
    {
      apiUrl: addresses.githubApiUrl,
      credentials: settled(github, 'GitHub’s credential'),
      patience: patienceWith('GitHub'),
    },
    settled(repository, 'the repository'),
  );
}

export function discordOf({ addresses, draft }: Setup): DiscordPlace {
  const token = settled(draft.settled.discordToken, 'Discord’s token');
  return { token, apiUrl: addresses.discordApiUrl, patience: patienceWith('Discord') };
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
