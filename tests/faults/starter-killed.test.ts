import { afterAll, beforeAll, expect, it } from 'vitest';
import { forkersOf } from '../world/forkers-of.ts';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';
import { BuildGate } from './build-gate.ts';
import { endsReadyOnce } from './ends-ready-once.ts';

let theatre: Theatre;
let gate: BuildGate;

beforeAll(async () => {
  gate = await BuildGate.open();
  theatre = await Theatre.open();
});
afterAll(async () => {
  await theatre.close();
  await gate.close();
});

it('what starts programs for Greenroom is killed in the middle of a build: that is ended, started anew, and ends ready', async () => {
  const commit = await theatre.pushes({ buildAsks: gate.port }, 'Started twice');
  await gate.holds(commit, theatre);
  const starters = forkersOf(...theatre.processes.map(({ pid }) => pid));
  expect(starters).toHaveLength(1);
  for (const pid of starters) process.kill(pid, 'SIGKILL');
  await until('the next build begins', () => gate.of(commit).begun === 2, { tell: () => theatre.transcript() });
  gate.lets(commit);
  await endsReadyOnce(theatre, commit);
  expect(gate.of(commit)).toEqual({ begun: 2, done: 1, live: 0, mostAtOnce: 1 });
});
