import { expect, test } from 'vitest';
import { type Action, actions } from '../../src/core/operation.ts';
import type { Intent } from '../../src/core/intent.ts';
import type { ToolWish } from '../../src/core/stage-tool.ts';
import { type RoleName, mayTable } from '../../src/core/may.ts';
import { printOfLeftovers } from '../../src/jobs/intents/clean-up.ts';
import { type Stage, cast, config, roles, shaOf, stage } from '../jobs/stage.ts';

/**
 * Every action that a worker carries out × everybody: allowed, it takes effect; refused, it has a code and no effect at
 * all. Who only reads is asked at the interaction: tests/bot/typed-commands.test.ts has the same table of those.
 */
const every = Object.values(roles);
const people = {
  'nobody in particular': { had: [], has: [], bot: false },
  tester: { had: [roles.tester], has: [roles.tester], bot: false },
  deployer: { had: [roles.deployer], has: [roles.deployer], bot: false },
  releaseManager: { had: [roles.releaseManager], has: [roles.releaseManager], bot: false },
  'somebody who had every role until just now': { had: every, has: [], bot: false },
  'a bot with every role': { had: every, has: every, bot: true },
} as const;
type Person = keyof typeof people;
const isRole = (person: string): person is RoleName => Object.hasOwn(roles, person);

const reading = ['status', 'history', 'logs', 'plan', 'why', 'audit', 'doctor'] as const satisfies readonly Action[];
type Doing = Exclude<Action, (typeof reading)[number]>;

const dan = { discordId: cast.dan, name: 'dan' };
const mira = { discordId: cast.mira, name: 'mira' };
const staging = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
const hour = 3_600_000;

interface Cell {
  /** What there has to be, so that nothing but the person's role can stand in the way. */
  readonly set: (it: Stage) => Promise<unknown>;
  /** What dan does; a reaction has no wish of his own. */
  readonly wish: ((it: Stage) => Promise<Intent>) | 'reacts';
  /** What would be so afterwards, and only then. */
  readonly effect: (it: Stage) => Promise<boolean>;
}

const newestId = async (it: Stage, place: 'staging' | 'production'): Promise<string> =>
  (await it.ledger.views.history('advent', place, 1))[0]?.id ?? '';
const kinds = async (it: Stage, place: 'staging' | 'production') =>
  (await it.ledger.views.history('advent', place, 20)).map(({ kind, state }) => `${kind} ${state}`);
const lockedBy = async (it: Stage) =>
  (await it.ledger.views.environment('advent', 'production')).locks.map(({ by }) => by?.discordId);
const frozen = async (it: Stage) =>
  (await it.ledger.ledger.freezes.standing('advent', 'production', it.clock.now())).length > 0;

async function goesLive(it: Stage, name: string): Promise<void> {
  await it.pushes(name);
  await it.promotes();
  await it.reacts('ben');
}
const locks = (it: Stage, actor: typeof dan) =>
  it.wants({ kind: 'lock', ...production, actor, reason: 'the jury is here', takeOver: false });

const cells: { readonly [A in Doing]: Cell } = {
  deploy: {
    set: async (it) => it.commits('one'),
    wish: async () => ({ kind: 'deploy', ...staging, actor: dan }),
    effect: async (it) => (await kinds(it, 'staging')).includes('deployment succeeded'),
  },
  promote: {
    set: (it) => it.pushes('one'),
    wish: async () => ({ kind: 'promote', ...production, actor: dan }),
    effect: async (it) => (await kinds(it, 'production')).includes('promotion waiting'),
  },
  approve: {
    set: async (it) => {
      await it.pushes('one');
      await it.promotes();
    },
    wish: 'reacts',
    effect: async (it) => (await kinds(it, 'production')).includes('promotion succeeded'),
  },
  'roll-back': {
    set: async (it) => {
      await goesLive(it, 'one');
      await goesLive(it, 'two');
    },
    wish: async () => ({ kind: 'roll-back', ...production, actor: dan }),
    effect: async (it) => (await kinds(it, 'production')).includes('rollback succeeded'),
  },
  cancel: {
    set: async (it) => {
      await it.pushes('one');
      await it.promotes();
    },
    wish: async (it) => ({
      kind: 'cancel',
      ...production,
      actor: dan,
      deployment: await newestId(it, 'production'),
    }),
    effect: async (it) => (await kinds(it, 'production')).includes('promotion cancelled'),
  },
  verify: {
    set: (it) => it.pushes('one'),
    wish: async (it) => ({ kind: 'verify', ...staging, actor: dan, deployment: await newestId(it, 'staging') }),
    effect: async (it) => (await kinds(it, 'staging')).includes('verification succeeded'),
  },
  lock: {
    set: async () => undefined,
    wish: async () => ({ kind: 'lock', ...production, actor: dan, reason: 'the jury is here', takeOver: false }),
    effect: async (it) => (await lockedBy(it)).includes(cast.dan),
  },
  unlock: {
    set: (it) => locks(it, dan),
    wish: async () => ({ kind: 'unlock', ...production, actor: dan, reason: 'the jury has left' }),
    effect: async (it) => (await lockedBy(it)).length === 0,
  },
  'take-over': {
    set: (it) => locks(it, mira),
    wish: async () => ({ kind: 'lock', ...production, actor: dan, reason: 'my turn now', takeOver: true }),
    effect: async (it) => (await lockedBy(it)).includes(cast.dan),
  },
  freeze: {
    set: async () => undefined,
    wish: async (it) => {
      const from = it.clock.now();
      return { kind: 'freeze', ...production, actor: dan, reason: 'the show', from, until: from + hour };
    },
    effect: frozen,
  },
  unfreeze: {
    set: (it) => {
      const from = it.clock.now();
      return it.wants({ kind: 'freeze', ...production, actor: mira, reason: 'the show', from, until: from + hour });
    },
    wish: async () => ({ kind: 'unfreeze', ...production, actor: dan, reason: 'the show is over' }),
    effect: async (it) => !(await frozen(it)),
  },
  'clean-up': {
    set: async (it) => void (it.world.leftovers = [{ id: 'm1', what: 'machine m1' }]),
    wish: async (it) => ({
      kind: 'clean-up',
      ...staging,
      actor: dan,
      confirms: { shown: printOfLeftovers(it.world.leftovers), expiresAt: it.clock.now() + hour },
    }),
    effect: async (it) => it.world.leftovers.length === 0,
  },
  clear: {
    set: async (it) => {
      await goesLive(it, 'one');
      it.world.sickIn.set(shaOf('two'), ['production']);
      await goesLive(it, 'two');
    },
    wish: async (it) => {
      const [bad] = await it.ledger.views.badVersions('advent', 'production');
      return { kind: 'clear', ...production, actor: dan, version: bad?.number ?? 0, reason: 'the provider was down' };
    },
    effect: async (it) => (await it.ledger.views.badVersions('advent', 'production')).length === 0,
  },
  seed: played({ kind: 'seed', actor: dan, input: { scenario: 'draw day' } }),
  reset: {
    ...played({ kind: 'reset', actor: dan, input: { scenario: 'fresh' } }),
    wish: async (it) => {
      const confirms = { planHash: it.app.planHash(), request: 'shown', expiresAt: it.clock.now() + hour };
      return { kind: 'reset', ...staging, actor: dan, input: { scenario: 'fresh' }, confirms };
    },
  },
  'undo-reset': played({ kind: 'undo-reset', actor: dan, input: {} }),
  'unlock-day': played({ kind: 'unlock-day', actor: dan, input: { day: 3 } }),
  complete: played({ kind: 'complete', actor: dan, input: { user: 'ana', mode: 'veteran' } }),
  clock: played({ kind: 'clock', actor: dan, input: { clear: true } }),
  simulate: played({ kind: 'simulate', actor: dan, input: {} }),
  draw: played({ kind: 'draw', actor: dan, input: {} }),
};

/** A stage tool, on what staging serves; its effect is the app's. */
function played(wish: ToolWish): Cell {
  return {
    set: async (it) => {
      await it.pushes('one');
      await it.looksAround();
    },
    wish: async () => ({ ...staging, ...wish }),
    effect: async (it) => it.world.effects.includes(`${wish.kind} staging`),
  };
}

/** What he has when he asks, then what he has when it is decided. */
async function does(it: Stage, { wish }: Cell, person: Person): Promise<string | undefined> {
  const { had, has, bot } = people[person];
  const becomes = (roleIds: readonly string[]) =>
    void it.world.members.set(cast.dan, { id: cast.dan, name: 'dan', bot, roleIds });
  becomes(had);
  if (wish === 'reacts') {
    const card = await it.ledger.projections.forSubject('discord', 'card', await newestId(it, 'production'));
    it.world.reactions.set(`${card?.external['messageId'] ?? ''}✅`, [cast.dan]);
    becomes(has);
    await it.evaluates();
    const [view] = await it.ledger.views.history('advent', 'production', 1);
    return view?.promotion?.verdicts.flatMap((one) => (one.allowed ? [] : [one.code])).join();
  }
  const { code } = await it.wants(await wish(it), () => becomes(has));
  return code;
}

const rows = (Object.keys(cells) as Doing[]).flatMap((action) =>
  (Object.keys(people) as Person[]).map((person) => [action, person] as const),
);

test('every action that is not only read about has its cells, one for everybody', () => {
  expect([...Object.keys(cells), ...reading].toSorted()).toEqual([...actions].toSorted());
  expect(rows).toHaveLength((actions.length - reading.length) * Object.keys(people).length);
  expect(rows).toHaveLength(126);
});

test.each(rows)('%s by %s', async (action, person) => {
  const it = await stage(config);
  const cell = cells[action];
  // Whoever he will be: what he has to hold already, he got as a deployer.
  it.world.members.set(cast.dan, { id: cast.dan, name: 'dan', bot: false, roleIds: [roles.deployer] });
  await cell.set(it);
  expect(await cell.effect(it)).toBe(false);
  const code = await does(it, cell, person);
  const allowed = isRole(person) && mayTable[action].includes(person);
  expect({ effect: await cell.effect(it), code }).toEqual({
    effect: allowed,
    code: allowed
      ? expect.not.stringMatching(/^actor\./)
      : action === 'approve'
        ? 'approval.missing'
        : 'actor.not-allowed',
  });
});
