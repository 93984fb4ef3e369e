import { describe, expect, it } from 'vitest';
import { CredentialRefused } from '../../src/core/credential-refused.ts';
import { pollBranches } from '../../src/jobs/sweep.ts';
import { createSourceWatch } from '../../src/jobs/watch-source.ts';
import { type Stage, stage } from './stage.ts';

const minute = 60_000;
const refused = new CredentialRefused('GITHUB_TOKEN', 'Bad credentials (401)', 'Make a new token.');

/** Each is one round of the slow poll, a minute after the one before. */
async function polling(on: 'memory' | 'postgres' | 'roles' = 'memory') {
  const it: Stage = await stage(undefined, on);
  const { use } = await it.worker('staging');
  const watch = createSourceWatch(use);
  const signal = new AbortController().signal;
  const polls = async (times = 1): Promise<void> => {
    for (let round = 0; round < times; round += 1) {
      it.clock.ahead += minute;
      await pollBranches(use, async () => undefined, watch, signal);
    }
  };
  const lasting = () => it.ledger.views.outages('advent');
  /** What a projector would have to show now; said to be shown by that. */
  const toShow = async () => {
    const rows = (await it.ledger.projections.due('discord', 20, 1)).filter(({ kind }) => kind === 'outage');
    const shown = [];
    for (const row of rows) {
      const outage = await it.ledger.views.outage(row.subject);
      await it.ledger.projections.settled(row.id, 'shown', outage?.version ?? 0);
      shown.push(outage);
    }
    return shown;
  };
  return { ...it, polls, lasting, toShow, use };
}

describe.each(['memory', 'postgres', 'roles'] as const)('on %s, GitHub', (on) => {
  it('refuses Greenroom: people are told at the second look, once, and when it is over', async () => {
    const it = await polling(on);
    it.world.githubAway = refused;
    await it.polls();
    expect(await it.toShow()).toEqual([]);
    await it.polls();
    expect(await it.toShow()).toMatchObject([
      { project: 'advent', environment: 'staging', code: 'github.refused', detail: refused.message },
    ]);
    await it.polls(3);
    expect(await it.toShow()).toEqual([]);
    expect(await it.lasting()).toHaveLength(1);

    it.world.githubAway = false;
    await it.polls(2);
    const [over, ...more] = await it.toShow();
    expect(more).toEqual([]);
    expect((over?.endedAt ?? 0) - (over?.since ?? 0)).toBeGreaterThanOrEqual(5 * minute);
    expect(await it.lasting()).toEqual([]);
    expect(await it.toShow()).toEqual([]);
  });
});

describe('GitHub', () => {
  it('is away for some minutes, as it sometimes is: nobody is told', async () => {
    const it = await polling();
    it.world.githubAway = true;
    await it.polls(5);
    it.world.githubAway = false;
    await it.polls();
    expect(await it.toShow()).toEqual([]);
    // And the next time counts from its own beginning.
    it.world.githubAway = true;
    await it.polls(5);
    expect(await it.toShow()).toEqual([]);
    await it.polls();
    expect(await it.toShow()).toMatchObject([{ code: 'github.away' }]);
  });

  it('is away first and refuses then: the same message says the other reason', async () => {
    const it = await polling();
    it.world.githubAway = true;
    await it.polls(6);
    const [first] = await it.toShow();
    it.world.githubAway = refused;
    await it.polls();
    const [second] = await it.toShow();
    expect(second).toMatchObject({ id: first?.id, code: 'github.refused', since: first?.since });
  });

  it('answers again after the worker that told of it is gone: another one says so', async () => {
    const it = await polling('postgres');
    it.world.githubAway = refused;
    await it.polls(2);
    it.world.githubAway = false;
    const { use } = await it.worker('staging');
    await pollBranches(use, async () => undefined, createSourceWatch(use), new AbortController().signal);
    expect(await it.lasting()).toEqual([]);
  });

  it('is asked by two workers: one message comes of it', async () => {
    const it = await polling('postgres');
    const { use } = await it.worker('staging');
    const other = createSourceWatch(use);
    const place = { project: 'advent', environment: 'staging' };
    it.world.githubAway = refused;
    await other.failed(place, refused);
    await it.polls();
    await Promise.all([it.polls(), other.failed(place, refused)]);
    expect(await it.toShow()).toHaveLength(1);
    expect(await it.lasting()).toHaveLength(1);
  });

  it('is not blamed for a look that our own end cut off', async () => {
    const it = await polling();
    it.world.githubAway = true;
    const stop = new AbortController();
    const failures: unknown[] = [];
    const watch = {
      answered: async () => undefined,
      failed: async (_: object, error: unknown) => void failures.push(error),
    };
    const { forge } = it.use;
    const head = forge.head.bind(forge);
    Object.assign(forge, {
      head: async (project: string, branch: string) => {
        stop.abort();
        return head(project, branch);
      },
    });
    await pollBranches(it.use, async () => undefined, watch, stop.signal);
    expect(failures).toEqual([]);
  });
});
