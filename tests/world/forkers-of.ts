import { parentOf } from './parent-of.ts';
import { processesWith } from './processes-with.ts';
import { until } from './until.ts';

/** What starts programs for these processes: `bin/forker.js`, one for each that keeps one. */
export const forkersOf = (...parents: readonly number[]): number[] =>
  processesWith('bin/forker.js').filter((pid) => parents.includes(parentOf(pid) ?? 0));

/** Kills what starts programs for this very process: frozen, it hears of what `begins` has asked it for and does nothing. */
export async function losesItsForker<T>(begins: () => Promise<T>, hasAsked: () => boolean): Promise<T> {
  const frozen = forkersOf(process.pid);
  for (const pid of frozen) process.kill(pid, 'SIGSTOP');
  const running = begins();
  await until('it has asked for a program', hasAsked);
  for (const pid of frozen) process.kill(pid, 'SIGKILL');
  return running;
}
