import { wordsOf } from '../../demo/journey.ts';
import type { DiscordStandin } from '../../standins/discord/start.ts';
import type { GithubStandin } from '../../standins/github/start.ts';
import type { WorkingCopy } from '../../tests/world/working-copy.ts';
import { recordedOf } from './ledger.ts';
import type { PlainPipeline } from './plain.ts';

const readyDeadlineMs = 120_000;

/** A running Greenroom with its far ends, and a plain script that does the same beside it. */
export interface Track {
  readonly discord: DiscordStandin;
  readonly github: GithubStandin;
  /** Channel of the cards. */
  readonly deployments: string;
  readonly clone: WorkingCopy;
  readonly plain: PlainPipeline;
  /** What `greenroom ledger export` prints. */
  readonly exported: () => Promise<string>;
}

/** Milliseconds. */
export interface Run {
  /** From the push to the end of the last suite. */
  readonly total: number;
  readonly steps: Readonly<Record<string, number>>;
}

export interface Result {
  readonly plain: readonly Run[];
  readonly greenroom: readonly Run[];
  /** Milliseconds from the push to the card that says “Ready for manual testing”. */
  readonly card: readonly number[];
}

/** One after the other, never at once, each in turn with a commit of its own; the first of each is not counted. */
export async function race(
  track: Track,
  rounds: number,
  say: (progress: string) => void,
  filesOf: (round: number) => Readonly<Record<string, string>> = () => ({}),
): Promise<Result> {
  const plain: Run[] = [];
  const ours: { readonly commit: string; readonly ready: number }[] = [];
  const push = (branch: string, round: number, whose: string): Promise<string> => {
    const message = `Round ${String(round)}, ${whose}`;
    return track.clone.push(
      branch,
      { ...filesOf(round), 'change.txt': `${message} ${String(Math.random())}` },
      message,
    );
  };
  for (let round = 0; round <= rounds; round += 1) {
    say(round === 0 ? 'warming up' : `round ${String(round)} of ${String(rounds)}`);
    const commit = await push('staging', round, 'Greenroom');
    ours.push({ commit, ready: await readyAt(track, commit) });
    const theirs = await push('plain', round, 'plain');
    const steps = await track.plain.deploy(track.github.world.remote('acme/advent', 'ana'), 'plain', theirs);
    plain.push({ total: Date.now() - pushedAt(track, theirs), steps });
  }
  const recorded = recordedOf(await track.exported());
  const counted = ours.slice(1).map(({ commit, ready }) => {
    const { endedAt, steps } = recorded(commit);
    const start = pushedAt(track, commit);
    return { run: { total: endedAt - start, steps }, card: ready - start };
  });
  return { plain: plain.slice(1), greenroom: counted.map(({ run }) => run), card: counted.map(({ card }) => card) };
}

/** When GitHub had taken the push and sent its webhook, whichever branch it was to: the same start for both. */
function pushedAt({ github }: Track, commit: string): number {
  const delivery = github.world.deliveries.all.find(
    (one) => one.event === 'push' && one.body.includes(`"after":"${commit}"`),
  );
  const at = delivery?.attempts[0]?.at;
  if (at === undefined) throw new Error(`GitHub never told of ${commit}`);
  return at;
}

/** Looks at each change and not otherwise: looking again and again took a fiftieth of the processors, of one side alone. */
function readyAt({ discord, deployments }: Track, commit: string): Promise<number> {
  const short = commit.slice(0, 7);
  const words = (): string[] => discord.world.messages(deployments).map((message) => wordsOf(message));
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (!words().some((text) => text.includes(short) && /ready for manual testing/i.test(text))) return;
      end();
      resolve(Date.now());
    };
    const stop = discord.world.onChange(look);
    const late = setTimeout(() => {
      end();
      reject(new Error(`never happened: ${short} is ready for manual testing\n${words().join('\n---\n')}`));
    }, readyDeadlineMs);
    const end = (): void => {
      stop();
      clearTimeout(late);
    };
    look();
  });
}
