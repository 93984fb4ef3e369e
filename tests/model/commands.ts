import fc from 'fast-check';
import type { QueueName } from '../../src/ports/queue.ts';
import { cast, red, shaOf } from '../jobs/stage.ts';
import { type Troupe, type Wakes, type Who, ranks } from './troupe.ts';

/** Only what a command needs to know whether it can be done at all. */
export interface Model {
  pushed: number;
}
type Act = fc.AsyncCommand<Model, Troupe>;

const production = { project: 'advent', environment: 'production', tier: 'production' } as const;

const actor = (who: Who) => ({ discordId: cast[who], name: who });

function act(says: string, run: (troupe: Troupe, model: Model) => Promise<void>, needsPush = true): Act {
  return {
    check: (model) => !needsPush || model.pushed > 0,
    run: async (model, troupe) => {
      await run(troupe, model);
      troupe.oracle.settled();
      if (troupe.oracle.wrongs.length > 0) throw new Error(troupe.oracle.wrongs.join('\n'));
    },
    toString: () => says,
  };
}

type Quality = 'good' | 'red' | 'sick in production' | 'does not build' | 'does not start';

async function pushes(troupe: Troupe, model: Model, quality: Quality): Promise<void> {
  model.pushed += 1;
  const { world } = troupe.stage;
  const name = troupe.newCommit();
  const commit = shaOf(name);
  if (quality === 'red') world.suite.set(commit, { ended: 'exit', exitCode: 1, report: red });
  if (quality === 'sick in production') world.sickIn.set(commit, ['production']);
  if (quality === 'does not build') world.buildFails.add(commit);
  if (quality === 'does not start') world.switchFails.add(commit);
  await troupe.does('staging', () => troupe.stage.pushes(name));
}

async function reacts(troupe: Troupe, who: Who, emoji: '✅' | '❌', on: boolean): Promise<void> {
  const { world, ledger } = troupe.stage;
  const waiting = await ledger.ledger.waiting('advent', 'production');
  if (waiting === undefined) return;
  const key = `${waiting.id}${emoji}`;
  const others = (world.reactions.get(key) ?? []).filter((user) => user !== cast[who]);
  world.reactions.set(key, on ? [...others, cast[who]] : others);
  await troupe.does('production', () => troupe.evaluates());
}

const promotes = (troupe: Troupe, who: Who): Promise<void> =>
  troupe.does('production', () => troupe.stage.wants({ kind: 'promote', ...production, actor: actor(who) }));

const push = (quality: Quality): Act =>
  act(`push(${quality})`, (troupe, model) => pushes(troupe, model, quality), false);

/** A whole day's work in one, so that many histories come as far as a second or third version. */
const day = (quality: Quality, sleepless: Who, death: number): Act =>
  act(
    `day(${quality}, ${sleepless}, ${death})`,
    async (troupe, model) => {
      await pushes(troupe, model, quality);
      await promotes(troupe, 'ana');
      if (death > 0) troupe.willDie('production', death);
      await reacts(troupe, sleepless, '✅', true);
    },
    false,
  );

const promote = (who: Who): Act => act(`promote(${who})`, (troupe) => promotes(troupe, who));

const react = (who: Who, emoji: '✅' | '❌', on: boolean): Act =>
  act(`${on ? 'react' : 'unreact'}(${who} ${emoji})`, (troupe) => reacts(troupe, who, emoji, on));

const rank = (who: Who, name: keyof typeof ranks): Act =>
  act(`rank(${who}, ${name})`, async (troupe) => troupe.gives(who, ...ranks[name]), false);

const rollBack = (who: Who): Act =>
  act(`rollback(${who})`, async (troupe) =>
    troupe.does('production', () => troupe.stage.wants({ kind: 'roll-back', ...production, actor: actor(who) })),
  );

const cancel = (who: Who): Act =>
  act(`cancel(${who})`, async (troupe) => {
    const waiting = await troupe.stage.ledger.ledger.waiting('advent', 'production');
    if (waiting === undefined) return;
    await troupe.does('production', () =>
      troupe.stage.wants({
        kind: 'cancel',
        ...production,
        deployment: waiting.id,
        actor: actor(who),
      }),
    );
  });

type Place = 'staging' | 'production';
const about = (place: Place) => ({ project: 'advent', environment: place, tier: place }) as const;

const lock = (who: Who, place: Place, takeOver: boolean): Act =>
  act(
    `lock(${who}, ${place}${takeOver ? ', takes over' : ''})`,
    (troupe) =>
      troupe.does(place, () =>
        troupe.stage.wants({ kind: 'lock', ...about(place), actor: actor(who), reason: 'the jury', takeOver }),
      ),
    false,
  );

const unlock = (who: Who, place: Place): Act =>
  act(
    `unlock(${who}, ${place})`,
    (troupe) =>
      troupe.does(place, () =>
        troupe.stage.wants({ kind: 'unlock', ...about(place), actor: actor(who), reason: 'done' }),
      ),
    false,
  );

const freeze = (who: Who, hours: number): Act =>
  act(
    `freeze(${who}, ${hours} h)`,
    (troupe) => {
      const from = troupe.clock.now();
      const until = from + hours * 3_600_000;
      return troupe.does('production', () =>
        troupe.stage.wants({ kind: 'freeze', ...production, actor: actor(who), reason: 'the show', from, until }),
      );
    },
    false,
  );

const unfreeze = (who: Who): Act =>
  act(
    `unfreeze(${who})`,
    (troupe) =>
      troupe.does('production', () =>
        troupe.stage.wants({ kind: 'unfreeze', ...production, actor: actor(who), reason: 'over' }),
      ),
    false,
  );

/** Says of everything that was marked that it may go there again. */
const clear = (who: Who): Act =>
  act(
    `clear(${who})`,
    async (troupe) => {
      const marked = troupe.shelf.badVersions;
      for (const { number: version } of marked)
        await troupe.does('production', () =>
          troupe.stage.wants({ kind: 'clear', ...production, actor: actor(who), version, reason: 'looked at it' }),
        );
    },
    false,
  );

const jump = (hours: number): Act =>
  act(
    `jump(${hours} h)`,
    async (troupe) => {
      troupe.clock.ahead += hours * 3_600_000;
      await troupe.does('production', () => Promise.resolve());
    },
    false,
  );

/** Whoever works next on this queue is killed in the middle of it. */
const crash = (on: QueueName, halfActs: number): Act =>
  act(`crash(${on}, in ${halfActs})`, async (troupe) => troupe.willDie(on, halfActs), false);

/** Whoever works next on this queue is frozen in the middle of it until another one has taken over, and then wakes. */
const freezeUp = (on: QueueName, halfActs: number, wakes: Wakes): Act =>
  act(
    `freezes(${on}, in ${halfActs}, wakes ${wakes})`,
    async (troupe) => troupe.willFreeze(on, halfActs, wakes),
    false,
  );

const restart = (on: QueueName): Act => act(`restart(${on})`, async (troupe) => troupe.starts(on), false);

const discord = (away: boolean): Act =>
  act(`discord(${away ? 'away' : 'back'})`, async ({ stage }) => void (stage.world.discordAway = away), false);

const anybody = fc.constantFrom<Who>('ana', 'ben', 'mira', 'cara', 'dan');
const queues = fc.constantFrom<QueueName>('staging', 'production');

const qualities = fc.constantFrom<Quality>(
  'good',
  'good',
  'good',
  'sick in production',
  'red',
  'does not start',
  'does not build',
);

const days = fc
  .tuple(qualities, fc.constantFrom<Who>('ben', 'mira'), fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 160 })))
  .map(([quality, who, death]) => day(quality, who, death));

/** Weighted so that many histories come as far as production. */
export const acts: fc.Arbitrary<Act>[] = [
  qualities.map(push),
  days,
  days,
  days,
  fc.constantFrom<Who>('ana', 'ana', 'ben', 'dan').map(promote),
  fc.constantFrom<Who>('ben', 'mira', 'ben', 'cara').map((who) => react(who, '✅', true)),
  fc.constantFrom<Who>('ben', 'mira').map((who) => react(who, '✅', true)),
  fc.tuple(anybody, fc.constantFrom('✅', '❌'), fc.boolean()).map(([who, emoji, on]) => react(who, emoji, on)),
  fc.tuple(anybody, fc.constantFrom('nobody', 'deployer', 'manager')).map(([who, name]) => rank(who, name)),
  anybody.map(rollBack),
  anybody.map(cancel),
  fc
    .tuple(anybody, fc.constantFrom<Place>('staging', 'production'), fc.boolean())
    .map(([who, place, takeOver]) => lock(who, place, takeOver)),
  fc.tuple(anybody, fc.constantFrom<Place>('staging', 'production')).map(([who, place]) => unlock(who, place)),
  fc
    .tuple(fc.constantFrom<Who>('ben', 'mira', 'dan'), fc.constantFrom(1, 30))
    .map(([who, hours]) => freeze(who, hours)),
  anybody.map(unfreeze),
  fc.constantFrom<Who>('ben', 'mira', 'ana').map(clear),
  fc.constantFrom(1, 23, 100).map(jump),
  fc.tuple(queues, fc.integer({ min: 1, max: 120 })).map(([on, halfActs]) => crash(on, halfActs)),
  fc
    .tuple(queues, fc.integer({ min: 1, max: 160 }), fc.constantFrom<Wakes>('meanwhile', 'afterwards'))
    .map(([on, halfActs, wakes]) => freezeUp(on, halfActs, wakes)),
  queues.map(restart),
  fc.boolean().map(discord),
];
