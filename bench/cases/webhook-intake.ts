import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon, { type Request, type Result } from 'autocannon';
import pg from 'pg';
import { startEmbedded } from '../../src/adapters/postgres/embedded/start-embedded.ts';
import { createLog } from '../../src/platform/log.ts';
import { parseJson } from '../../src/trust.ts';
import { until } from '../../tests/world/until.ts';
import type { Case, Row } from '../case.ts';
import { type Program, startProgram } from '../intake/program.ts';
import { path, secret } from '../intake/told.ts';

const rounds = 3;
const seconds = 4;
const greenroom = new URL('../intake/greenroom.ts', import.meta.url);
const probot = new URL('../intake/probot.ts', import.meta.url);

/** GitHub's published example of a push, to the followed branch; around the place of its head commit. */
function pushAround(): readonly [string, string] {
  const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as {
    readonly name: string;
    readonly examples: readonly Record<string, unknown>[];
  }[];
  const push = examples.find(({ name }) => name === 'push')?.examples.find((one) => one['deleted'] === false);
  if (!push) throw new Error('no example of a push that is not a deletion');
  const text = JSON.stringify({ ...push, ref: 'refs/heads/staging', after: '#' });
  const at = text.indexOf('"#"') + 1;
  parseJson(text);
  return [text.slice(0, at), text.slice(at + 1)];
}

const [before, after] = pushAround();

/** Each request is another delivery of another push, signed: nothing can be answered from what came before. */
function delivery(): Request {
  const body = before + randomBytes(20).toString('hex') + after;
  return {
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  };
}

const load = (program: Program, limits: { connections: number; duration: number; overallRate?: number }) =>
  autocannon({ url: program.url, ...limits, requests: [{ setupRequest: delivery }] });

function allGood(result: Result, whose: string): Result {
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${whose}: ${String(result.non2xx)} answers other than 2xx, ${String(result.errors)} errors`);
  return result;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const perSecond = (values: readonly number[]): string =>
  `${median(values).toFixed(0)}/s (${values.map((value) => value.toFixed(0)).join(', ')})`;

async function count(url: string, which: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from deliveries where ${which}`,
  );
  await client.end();
  return rows[0]?.count ?? 0;
}

/**
 * What a flood left is taken up after it: nobody else is measured meanwhile. How many a second that was; undefined where
 * nothing was left.
 */
async function takenUp(url: string): Promise<number | undefined> {
  const start = performance.now();
  const before = await count(url, 'ended_at is null');
  await until('all is taken up', async () => (await count(url, 'ended_at is null')) === 0, {
    everyMs: 100,
    deadlineMs: 180_000,
  });
  return before === 0 ? undefined : (before * 1000) / (performance.now() - start);
}

/** Verified, written down and committed, answered 202; beside an app that writes nothing. */
export const webhookIntake: Case = {
  name: 'webhook-intake',
  async run(say) {
    const folder = await mkdtemp(join(tmpdir(), 'greenroom-bench-'));
    const log = createLog({ level: 'error', role: 'bench', secrets: () => [] });
    const database = await startEmbedded({ dataDir: folder, log });
    const programs: Program[] = [];
    try {
      const ours = await startProgram(greenroom, [database.url]);
      programs.push(ours);
      const theirs = await startProgram(probot);
      programs.push(theirs);
      return await measure(ours, theirs, database.url, say);
    } finally {
      await Promise.all(programs.map((program) => program.kill()));
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(ours: Program, theirs: Program, url: string, say: (text: string) => void): Promise<Row[]> {
  let accepted = 0;
  const speeds = { ours: [] as number[], theirs: [] as number[] };
  say('warming up');
  accepted += allGood(await load(ours, { connections: 20, duration: 2 }), 'Greenroom')['2xx'];
  await takenUp(url);
  await load(theirs, { connections: 20, duration: 2 });

  say('fifty a second for ten seconds');
  const calm = allGood(await load(ours, { connections: 10, duration: 10, overallRate: 50 }), 'Greenroom');
  accepted += calm['2xx'];

  const takings: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const rate = await takenUp(url);
    if (rate !== undefined) takings.push(rate);
    say(`as many as go through, round ${String(round)} of ${String(rounds)}`);
    speeds.theirs.push((await load(theirs, { connections: 20, duration: seconds })).requests.average);
    const result = allGood(await load(ours, { connections: 20, duration: seconds }), 'Greenroom');
    speeds.ours.push(result.requests.average);
    accepted += result['2xx'];
  }
  await ours.kill();
  const rows = await count(url, 'true');

  const ratio = median(speeds.ours) / median(speeds.theirs);
  return [
    { what: theirs.what, value: perSecond(speeds.theirs) },
    { what: ours.what, value: perSecond(speeds.ours) },
    { what: 'ratio', value: ratio.toFixed(2), bar: { wanted: 'at least 0.6', met: ratio >= 0.6 } },
    { what: 'taken up after a flood', value: perSecond(takings) },
    {
      what: 'p99 at 50/s',
      value: `${calm.latency.p99.toFixed(0)} ms`,
      bar: { wanted: 'under 100 ms', met: calm.latency.p99 < 100 },
    },
    {
      what: 'rows after kill -9 at the last answer',
      value: `${String(rows)} for ${String(accepted)} answers`,
      bar: { wanted: 'none lost', met: rows >= accepted },
    },
  ];
}
