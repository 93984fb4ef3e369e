import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { type OpenLedger, openLedger } from '../../src/adapters/postgres/open-ledger.ts';
import { openRoles } from '../../src/adapters/postgres/roles/open-roles.ts';
import { createSqlReader } from '../../src/adapters/sql/reader.ts';
import { reportReader } from '../../src/adapters/junit/read-report.ts';
import type { ConfigFile } from '../../src/config/schema.ts';
import { createLogFilter } from '../../src/core/log-filter.ts';
import type { Intent, IntentOutcome } from '../../src/core/intent.ts';
import type { Artifact, Commit } from '../../src/core/release.ts';
import { createGate } from '../../src/guards/gate.ts';
import type { GateUse } from '../../src/guards/gate-use.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { followConfig } from '../../src/jobs/follow-config.ts';
import { createHandler } from '../../src/jobs/handle.ts';
import { createStageWatch } from '../../src/jobs/stage/watch-stage.ts';
import type { Use, Works } from '../../src/jobs/use.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { QueueName } from '../../src/ports/queue.ts';
import type { DeploymentView } from '../../src/ports/views.ts';
import { freshDatabase } from '../world/database.ts';
import { dies, openMemoryLedger } from '../world/memory-ledger/open.ts';
import { type Shelf, emptyShelf } from '../world/memory-ledger/shelf.ts';
import type { Life } from '../world/life.ts';
import { silentLog } from '../world/silent-log.ts';
import { PushedClock, type StageClock, TurningClock, cast, config, digestOf, id, roles, shaOf } from './stage-cast.ts';
import { App, stageToolsOf } from './stage-app.ts';
import { forgeOf, sourceOf } from './stage-source.ts';
import { type Place, World, targetOf } from './stage-world.ts';

/**
 * Jobs on the real ledger, with small doubles for what lies beyond the ports. People and places are told by name. What is
 * opened is closed when the test is over.
 */
export { cast, config, roles, shaOf, type StageClock } from './stage-cast.ts';
export { type Effect, red } from './stage-world.ts';

const sql = createSqlReader();

type StageLedger = Pick<OpenLedger, 'ledger' | 'intents' | 'views' | 'projections'>;

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

export interface StageWorker {
  readonly name: string;
  readonly use: Use;
  handle(intent: string): Promise<void>;
  drive(place: string, signal?: AbortSignal): Promise<void>;
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

  const worker: Stage['worker'] = async (on, life) => {
    const name = `worker-${on}-${randomBytes(4).toString('hex')}`;
    const mortal = <T extends object>(port: T): T => (life === undefined ? port : life.mortal(port));
    const opened = mortal(await open(name, `worker-${on}`));
    const targets = {
      staging: mortal(targetOf(world, 'staging', clock)),
      production: mortal(targetOf(world, 'production', clock)),
    };
    const gateUse: GateUse = {
      ledger: opened.ledger,
      people: {
        member: async (user) => {
          if (world.discordAway) throw new Error('Discord does not answer');
          return world.members.get(user);
        },
        reactors: async ({ messageId }, emoji) => {
          if (world.discordAway) throw new Error('Discord does not answer');
          return (world.reactions.get(`${messageId}${emoji}`) ?? []).map((user) => ({
            id: user,
            bot: world.members.get(user)?.bot ?? false,
          }));
        },
      },
      source: sourceOf(world),
      forge: forgeOf(world),
      calendar: createCalendar(),
      sql,
      clock,
      log: silentLog,
      projects: settings.projects,
      logins: settings.people,
      roles,
      identify: async (_, environment) => {
        const said = app.identities[environment as Place];
        return typeof said === 'string'
          ? { ok: false, code: 'stage.unreachable', detail: said }
          : { ok: true, value: said };
      },
      testServer: () => id(1),
      configPrint: (_, place) => ({ ...world.config[place as Place] }),
      observe: (_, environment) => targets[environment as Place].observe(),
      written: async () => world.written,
    };
    const builder = {
      clear: async () => 0,
      key: (_: string, commit: Commit, service: string) => `${commit}-${service}`,
      find: async (_: string, commit: Commit, service: string): Promise<Artifact | undefined> =>
        opened.ledger.artifact(`${commit}-${service}`),
      build: async (_: string, commit: Commit, service: string) => {
        world.builds += 1;
        world.effects.push(`build ${commit.slice(0, 7)}`);
        return world.buildFails.has(commit)
          ? { ok: false as const, code: 'build.failed' as const, detail: 'it ended with 1', retry: false }
          : { ok: true as const, artifact: { service, key: `${commit}-${service}`, digest: digestOf(commit) } };
      },
    };
    // As in the real one, a worker makes a target of whatever environment it is told of: what stands before it decides.
    const target = (_: string, place: Place) =>
      place === on ? targets[place] : mortal(targetOf(world, place, clock, on));
    const stageTools = (_: string, place: Place) => mortal(stageToolsOf(world, app, place, clock));
    const works = (on === 'staging'
      ? { on, builder, keepsArtifacts: 2, target, stageTools }
      : { on, target }) as unknown as Works;
    const use: Use = {
      ...gateUse,
      gate: createGate(gateUse),
      queue: { add: async () => undefined, close: async () => undefined },
      probe: {
        get: async (url) => {
          const place: Place = url.startsWith('http://staging') ? 'staging' : 'production';
          const serving = world.serving[place];
          if (serving === undefined) return { reached: false, detail: 'nobody listens there' };
          const spoilt = Object.values(world.given[place] ?? {}).some((value) => world.badValues.has(value));
          const sick = spoilt || (world.sickIn.get(serving.commit)?.includes(place) ?? false);
          if (url.endsWith('/healthz')) return { reached: true, status: sick ? 500 : 200, body: '' };
          return {
            reached: true,
            status: 200,
            body: JSON.stringify({
              commit: world.claims.get(serving.commit) ?? serving.commit,
              environment: place,
              schema: '1',
            }),
          };
        },
      },
      report: reportReader,
      doorbell: { ring: () => undefined },
      newFilter: () => createLogFilter(() => ['top-secret-value']),
      doctor: { examine: async () => [] },
      works,
    };
    const driver = createDriver(use);
    const handler = createHandler(use, driver);
    return {
      name,
      use,
      handle: (intent) => handler(intent, new AbortController().signal),
      drive: (place, signal) => driver.drive('advent', place, signal ?? new AbortController().signal),
    };
  };

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
    const intentId = await (byWebhook ? frontDoor.intents.append(intent) : first.intents.ask(intent, request));
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
