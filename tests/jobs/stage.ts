import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { openLedger } from '../../src/adapters/postgres/open-ledger.ts';
import { openRoles } from '../../src/adapters/postgres/roles/open-roles.ts';
import type { ConfigFile } from '../../src/config/schema.ts';
import type { Intent, IntentOutcome } from '../../src/core/intent.ts';
import type { Commit } from '../../src/core/release.ts';
import { followConfig } from '../../src/jobs/follow-config.ts';
import { createStageWatch } from '../../src/jobs/stage/watch-stage.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { QueueName } from '../../src/ports/queue.ts';
import type { DeploymentView } from '../../src/ports/views.ts';
import { freshDatabase } from '../world/database.ts';
import { dies, openMemoryLedger } from '../world/memory-ledger/open.ts';
import { type Shelf, emptyShelf } from '../world/memory-ledger/shelf.ts';
import type { Life } from '../world/life.ts';
import { silentLog } from '../world/silent-log.ts';
import { PushedClock, type StageClock, TurningClock, cast, config, id, roles, shaOf } from './stage-cast.ts';
import { App } from './stage-app.ts';
import { type StageLedger, type StageWorker, stageWorker } from './stage-worker.ts';
import { type Place, World } from './stage-world.ts';

/**
 * Jobs on the real ledger, with small doubles for what lies beyond the ports. People and places are told by name. What is
 * opened is closed when the test is over.
 */
export { cast, config, roles, shaOf, type StageClock } from './stage-cast.ts';
export type { StageWorker } from './stage-worker.ts';
export { type Effect, red } from './stage-world.ts';

type Answer = Pick<IntentOutcome, 'lines' | 'confirms' | 'deployment' | 'draw'> & { readonly code?: string };

export interface Stage {
  readonly world: World;
  /** The app's own side of the stage tools. */
  readonly app: App;
  readonly ledger: StageLedger;
  readonly clock: StageClock;
  readonly url: string;
  /** Makes commits on staging's branch, oldest first; the last one is the head. */
  commits(...names: string[]): Commit;
  /** `meanwhile` happens after it is recorded and before a worker decides. */
  wants(intent: Intent, meanwhile?: () => void): Promise<Answer>;
  pushes(...names: string[]): Promise<DeploymentView>;
  promotes(who?: keyof typeof cast): Promise<{ code?: string; lines: readonly string[] }>;
  /** Puts a reaction under the card that waits, and lets it be evaluated. */
  reacts(who: keyof typeof cast, emoji?: '✅' | '❌'): Promise<void>;
  evaluates(): Promise<void>;
  newest(place: Place): Promise<DeploymentView>;
  /** Each worker asks its own app what it is connected to, as it does each minute. */
  looksAround(): Promise<void>;
  /** A worker's round at start and each minute: whether the config has changed. */
  looksAtConfig(place: Place): Promise<void>;
  /** Another worker process on the same ledger and world, which may be killed where it has a life. */
  worker(on: QueueName, life?: Life): Promise<StageWorker>;
  /** A worker is dead: what it held is free, as at the end of its session. In memory alone. */
  forgets(worker: string): void;
  /** Those that take what is wanted. */
  readonly workers: Record<QueueName, StageWorker>;
}

type Addresses = Awaited<ReturnType<typeof rolesOf>>;
type On = 'postgres' | 'roles' | 'memory' | { shelf: Shelf; clock: StageClock };

function rolesOf(url: string): ReturnType<typeof openRoles> {
  const places = (['staging', 'production'] as const).map((tier) => ({ project: 'advent', environment: tier, tier }));
  return openRoles({ url, places, clock: systemClock, log: silentLog });
}

/** On PostgreSQL, if wanted with the database role of its own for each worker; or in memory, for thousands of histories. */
export async function stage(settings: ConfigFile = config, on: On = 'memory'): Promise<Stage> {
  const database = on === 'postgres' || on === 'roles' ? await freshDatabase() : undefined;
  if (database !== undefined) onTestFinished(() => database.drop());
  const clock: StageClock =
    typeof on === 'object' ? on.clock : on === 'memory' ? new TurningClock(Date.now()) : new PushedClock();
  const world = new World();
  const app = new App();
  const member = (name: keyof typeof cast, ...roleIds: string[]): void =>
    void world.members.set(cast[name], { id: cast[name], name, bot: false, roleIds });
  member('ana', roles.deployer);
  member('ben', roles.releaseManager);
  member('cara', roles.tester);
  member('dan');
  member('mira', roles.releaseManager);

  const shelf = typeof on === 'string' ? emptyShelf(clock) : on.shelf;
  const addresses = on === 'roles' && database !== undefined ? await rolesOf(database.url) : undefined;
  const open = async (name: string, role: keyof Addresses): Promise<StageLedger> => {
    if (database === undefined) return openMemoryLedger(shelf, name);
    const opened = await openLedger({
      url: addresses?.[role] ?? database.url,
      instance: name,
      // The same time as the workers', and waits that are real.
      clock: { now: () => clock.now(), wait: (milliseconds, signal) => systemClock.wait(milliseconds, signal) },
      log: silentLog,
      tierOf: (_, environment) => (environment === 'production' ? 'production' : 'staging'),
    });
    onTestFinished(() => opened.close());
    return opened;
  };
  const first = await open('first', 'bot');
  const frontDoor = addresses === undefined ? undefined : await open('front-door', 'web');

  const worker: Stage['worker'] = (on, life) => stageWorker({ world, app, clock, settings, open }, on, life);

  const workers = { staging: await worker('staging'), production: await worker('production') };
  const wants: Stage['wants'] = async (intent, meanwhile) => {
    const request = {
      interactionId: randomBytes(8).toString('hex'),
      applicationId: '1',
      token: 't',
      channelId: id(2),
      userId: cast.ana,
      at: clock.now(),
    };
    // The bot's role may not wish for a look at a branch, and the front door's cannot take requests.
    const byWebhook = intent.kind === 'look-at-branch' && frontDoor !== undefined;
    const intentId = await (byWebhook
      ? frontDoor.intents.append(intent)
      : first.intents.ask(intent, request).then(({ id: asked }) => asked));
    meanwhile?.();
    await workers[intent.tier === 'production' ? 'production' : 'staging'].handle(intentId);
    const replies = (await first.projections.due('discord', 100, 1)).filter((row) => row.kind === 'reply');
    for (const reply of replies) {
      const view = await first.views.request(reply.subject);
      await first.projections.settled(reply.id, 'read', 1);
      if (view?.interactionId === request.interactionId && view.outcome !== undefined) return view.outcome;
    }
    return { lines: [] };
  };
  const newest: Stage['newest'] = async (place) => {
    const [view] = await first.views.history('advent', place, 1);
    if (view === undefined) throw new Error(`nothing was ever deployed to ${place}`);
    return view;
  };
  const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
  const postCard = async (): Promise<string> => {
    const waiting = await first.ledger.waiting('advent', 'production');
    if (waiting === undefined) throw new Error('no card waits');
    const row = await first.projections.forSubject('discord', 'card', waiting.id);
    if (row === undefined) throw new Error('the card has no projection');
    await first.projections.external(row.id, { channelId: id(2), messageId: waiting.id });
    return waiting.id;
  };
  const self: Stage = {
    world,
    app,
    ledger: first,
    clock,
    url: database?.url ?? '',
    commits: (...names) => {
      for (const name of names) {
        world.branch.push(shaOf(name));
        world.history.push(shaOf(name));
      }
      return world.branch.at(-1) ?? '';
    },
    wants,
    async pushes(...names) {
      const after = self.commits(...names);
      await wants({
        kind: 'look-at-branch',
        project: 'advent',
        environment: 'staging',
        tier: 'staging',
        branch: 'staging',
        cause: 'push',
        after,
        pusher: 'ana',
      });
      return newest('staging');
    },
    promotes: async (who = 'ana') => {
      const answer = await wants({ kind: 'promote', ...production, actor: { discordId: cast[who], name: who } });
      if (answer.code === 'request.accepted') await postCard();
      return answer;
    },
    async reacts(who, emoji = '✅') {
      const card = await postCard();
      const key = `${card}${emoji}`;
      world.reactions.set(key, [...(world.reactions.get(key) ?? []), cast[who]]);
      await self.evaluates();
    },
    evaluates: async () => {
      const card = await postCard();
      const intent = await first.intents.append({
        kind: 'evaluate',
        ...production,
        deployment: card,
        cause: 'reaction',
      });
      await workers.production.handle(intent);
    },
    newest,
    looksAround: async () => {
      for (const { use } of Object.values(workers)) await createStageWatch(use)(new AbortController().signal);
    },
    looksAtConfig: async (place) => {
      await followConfig(workers[place].use, new AbortController().signal);
      await workers[place].drive(place);
    },
    worker,
    forgets: (name) => dies(shelf, name),
    workers,
  };
  return self;
}
