import { expect, it, test } from 'vitest';
import type { ReasonCode } from '../../src/core/reason.ts';
import type { Release } from '../../src/core/release.ts';
import { guards } from '../../src/guards/index.ts';
import { type Stage, cast, config, shaOf, stage } from './stage.ts';

const signal = new AbortController().signal;
const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
const actor = (who: keyof typeof cast) => ({ discordId: cast[who], name: who });

/** Spoils one thing of a promotion that has everything else; what Ben's approval then finds is the verdict. */
const spoils: Record<string, { code: ReasonCode; spoil: (it: Stage) => Promise<unknown> }> = {
  'environment-is-known': {
    code: 'environment.unknown',
    spoil: async (it) => {
      const { environments } = it.workers.production.use.projects['advent'] ?? {};
      // As where an operator makes staging of it while a card waits.
      Object.assign(environments?.['production'] ?? {}, { tier: 'staging' });
    },
  },
  'actor-may': {
    code: 'actor.not-allowed',
    spoil: async (it) => it.world.members.set(cast.ana, { id: cast.ana, name: 'ana', bot: false, roleIds: [] }),
  },
  'verified-in-staging': { code: 'release.not-verified', spoil: (it) => it.pushes('another') },
  'evidence-is-fresh': {
    code: 'evidence.stage-tool',
    spoil: (it) => it.ledger.ledger.endEvidence('advent', 'staging', { cause: '/seed', detail: 'draw day' }),
  },
  'digest-unchanged': {
    code: 'release.digest-changed',
    spoil: async (it) => {
      const [artifact] = (await it.newest('production')).artifacts;
      if (artifact === undefined) throw new Error('nothing was built');
      const digest = `sha256:${'0'.repeat(64)}` as const;
      await it.ledger.ledger.recordArtifact({ ...artifact, digest }, shaOf('two'), 'advent');
    },
  },
  'has-its-variant': {
    code: 'release.no-variant',
    spoil: async (it) => {
      const api = it.workers.production.use.projects['advent']?.services['api'];
      Object.assign(api ?? {}, { buildVariables: { VITE_API_URL: '{api.url}' } });
    },
  },
  'not-a-downgrade': {
    code: 'release.downgrade',
    spoil: async (it) => {
      // Production's commit is no part of staging's history any more.
      it.world.branch.splice(it.world.branch.indexOf(shaOf('one')), 1);
    },
  },
  'not-known-bad': {
    code: 'release.known-bad',
    spoil: async (it) => {
      const { artifacts, number } = await it.newest('production');
      const digests = artifacts.map(({ service, digest }) => `${service}=${digest}`).join();
      const mark = { id: '1', ...production, digests, commit: '', number, detail: '', at: 1 } as const;
      const { ledger } = it.workers.production.use;
      const standing = () => Promise.resolve([{ ...mark, code: 'verify.unhealthy' as const }]);
      Object.assign(ledger, { badVersions: { ...ledger.badVersions, standing } });
    },
  },
  'not-locked': {
    code: 'lock.in-force',
    spoil: (it) =>
      it.wants({ kind: 'lock', ...production, actor: actor('mira'), reason: 'the jury is here', takeOver: false }),
  },
  'target-is-readable': { code: 'state.unknown', spoil: async (it) => (it.world.unreadable = 'production') },
  'same-constraints': {
    code: 'constraints.differ',
    spoil: async (it) => (it.world.written = { api: { guest: { staging: '256 MB', production: '512 MB' } } }),
  },
  'not-frozen': {
    code: 'freeze.active',
    spoil: (it) => {
      const [from, until] = [it.clock.now(), it.clock.now() + 3_600_000];
      return it.wants({ kind: 'freeze', ...production, actor: actor('mira'), reason: 'the show', from, until });
    },
  },
  'approval-matches-card': {
    code: 'approval.missing',
    spoil: async (it) => it.world.members.set(cast.ben, { id: cast.ben, name: 'ben', bot: false, roleIds: [] }),
  },
};

/** Asked of another effect than a promotion's: the gate is asked directly, once well and once spoiled. */
const asked: Record<string, { code: ReasonCode; ask: (it: Stage, spoiled: boolean) => Promise<readonly string[]> }> = {
  'was-well-here': {
    code: 'release.never-well-here',
    ask: (it, spoiled) => considers(it, 'roll-back', 'rollback', spoiled ? 'two' : 'one'),
  },
  'is-what-runs': {
    code: 'release.not-running',
    ask: (it, spoiled) => considers(it, 'restart', 'promotion', spoiled ? 'two' : 'one'),
  },
  'schema-compatible': {
    code: 'schema.incompatible',
    ask: async (it, spoiled) => {
      it.world.migrations.set(shaOf('two'), ['migrations/002.sql']);
      it.world.sql.set('migrations/002.sql', spoiled ? 'DROP TABLE prizes;' : 'CREATE TABLE prizes (id bigint);');
      await it.promotes('ana');
      await it.reacts('ben');
      // One that destroys something asks for one approval more.
      if (spoiled) await it.reacts('mira');
      expect(it.world.serving.production?.commit).toBe(shaOf('two'));
      return considers(it, 'roll-back', 'rollback', 'one');
    },
  },
  'isolated-from-production': {
    code: 'isolation.shared-database',
    ask: async (it, spoiled) => {
      const { staging, production } = it.app.identities;
      if (typeof staging === 'string' || typeof production === 'string') throw new Error('nobody said anything');
      if (spoiled)
        Object.assign(it.app.identities, {
          staging: { ...staging, prints: { ...staging.prints, database: production.prints['database'] } },
        });
      await it.looksAround();
      const environment = { project: 'advent', name: 'staging', tier: 'staging' } as const;
      const subject = { environment, release: undefined, actor: { id: cast.cara, action: 'seed' } } as const;
      const { verdicts } = await it.workers.staging.use.gate.consider('play', 'deployment', subject, signal);
      return verdicts.flatMap((one) => (one.allowed ? [] : [`${one.guard}: ${one.code}`]));
    },
  },
  'lease-is-ours': {
    code: 'lease.lost',
    ask: (it, spoiled) => considers(it, 'roll-back', 'rollback', 'one', spoiled ? 1 : 0),
  },
};

/** Refusals of every guard for an effect on production by its worker, whose lease is so many owners old. */
async function considers(
  it: Stage,
  operation: 'roll-back' | 'restart',
  kind: 'promotion' | 'rollback',
  version: string,
  owners = 0,
): Promise<readonly string[]> {
  const { ledger, gate } = it.workers.production.use;
  const where = { project: 'advent', name: 'production', tier: 'production' } as const;
  const lease = await ledger.leases.acquire(where);
  if (lease === undefined) throw new Error('somebody is at work there');
  for (let count = 0; count < owners; count += 1) {
    await ledger.leases.release(lease);
    await it.ledger.ledger.leases.acquire(where);
  }
  const considered = await gate.consider(
    operation,
    kind,
    { environment: where, release: await releaseOf(it, version), lease },
    signal,
  );
  return considered.verdicts.flatMap((one) => (one.allowed ? [] : [`${one.guard}: ${one.code}`]));
}

async function releaseOf(it: Stage, version: string): Promise<Release> {
  const views = await it.ledger.views.history('advent', 'staging', 20);
  const id = views.find((view) => view.commit.commit === shaOf(version))?.release;
  const release = id === undefined ? undefined : await it.ledger.ledger.release(id);
  if (release === undefined) throw new Error(`${version} was never built`);
  return release;
}

/** Version one serves in production; the card of version two waits for a word of Ben. */
async function cardWaits(): Promise<Stage> {
  const it = await stage(structuredClone(config), 'memory');
  await it.pushes('one');
  await orGone(it.promotes('ana'));
  await orGone(it.reacts('ben'));
  await it.pushes('two');
  return it;
}

/** Where a guard is missing the promotion may be over before anybody has said a word: that is no refusal either. */
async function orGone(act: Promise<unknown>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!String(error).includes('no card waits')) throw error;
  });
}

async function refusals(it: Stage): Promise<readonly string[]> {
  await orGone(it.reacts('ben'));
  const { promotion } = await it.newest('production');
  return (promotion?.verdicts ?? []).flatMap((one) => (one.allowed ? [] : [`${one.guard}: ${one.code}`]));
}

it.each(Object.entries(spoils))(
  '%s alone refuses a promotion that has everything else',
  async (name, { code, spoil }) => {
    const it = await cardWaits();
    await it.promotes('ana');
    await spoil(it);
    const before = it.world.effects.filter((effect) => effect.includes('production')).length;
    expect(await refusals(it), `wanted ${name}: ${code}`).toEqual([`${name}: ${code}`]);
    expect(it.world.effects.filter((effect) => effect.includes('production'))).toHaveLength(before);
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  },
);

test('the twin: with nothing spoiled it goes', async () => {
  const it = await cardWaits();
  await it.promotes('ana');
  expect(await refusals(it)).toEqual([]);
  expect(it.world.serving.production?.commit).toBe(shaOf('two'));
});

it.each(Object.entries(asked))('%s alone refuses an effect, and lets its twin through', async (name, { code, ask }) => {
  for (const spoiled of [true, false]) {
    const it = await cardWaits();
    const wanted = spoiled ? [`${name}: ${code}`] : [];
    expect(await ask(it, spoiled), `wanted ${wanted.join()}`).toEqual(wanted);
  }
});

test('every guard has its story', () => {
  expect([...Object.keys(spoils), ...Object.keys(asked)].toSorted()).toEqual(guards.map(({ name }) => name).toSorted());
});
