import { expect } from 'vitest';
import type { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

/** Whatever went wrong on the way: the push ended ready, and everything that came of it is there once. */
export async function endsReadyOnce(theatre: Theatre, commit: string): Promise<void> {
  const short = commit.slice(0, 7);
  await theatre.reads(new RegExp(`${short}[\\s\\S]*[Rr]eady for manual testing`));
  await theatre.serves('staging', commit);
  await until('one version is live', () => theatre.servingFolders('staging').length === 1, {
    tell: () => theatre.servingFolders('staging').join('\n'),
  });
  expect(
    theatre.shown().filter(({ text }) => text.includes(short)),
    theatre.transcript(),
  ).toHaveLength(1);
  expect(theatre.artifactsOf(commit)).toHaveLength(1);
  const shown = () => theatre.github.world.deployments('acme/advent').filter((one) => one.sha === commit);
  await until('GitHub shows the deployment', () => shown().length > 0, { tell: () => theatre.transcript() });
  expect(shown()).toHaveLength(1);
}
