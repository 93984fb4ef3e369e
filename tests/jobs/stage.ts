import { createHash, randomBytes } from 'node:crypto';
import { afterEach } from 'vitest';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { type OpenLedger, openLedger } from '../../src/adapters/postgres/open-ledger.ts';
import { createSqlReader } from '../../src/adapters/sql/reader.ts';
import { reportReader } from '../../src/adapters/junit/read-report.ts';
import type { ConfigFile } from '../../src/config/schema.ts';
import { configSchema } from '../../src/config/schema.ts';
import { createLogFilter } from '../../src/core/log-filter.ts';
import type { Intent } from '../../src/core/intent.ts';
import type { Artifact, Commit, Digest } from '../../src/core/release.ts';
import { digestSet } from '../../src/core/release.ts';
import type { Permit } from '../../src/core/permit.ts';
import { createGate } from '../../src/guards/gate.ts';
import type { GateUse } from '../../src/guards/gate-use.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { createHandler } from '../../src/jobs/handle.ts';
import type { Use, Works } from '../../src/jobs/use.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ActIo } from '../../src/ports/io.ts';
import type { Member } from '../../src/ports/people.ts';
import type { QueueName } from '../../src/ports/queue.ts';
import type { ActResult, ReleaseRequest, SuiteRun } from '../../src/ports/target.ts';
import type { DeploymentView } from '../../src/ports/views.ts';
import { freshDatabase } from '../world/database.ts';
import { openMemoryLedger } from '../world/memory-ledger/open.ts';
import { type Shelf, emptyShelf } from '../world/memory-ledger/shelf.ts';
import type { Life } from '../world/life.ts';
import { silentLog } from '../world/silent-log.ts';

/** Jobs on the real ledger, with small doubles for what lies beyond the ports. People and places are told by name. */
const cleaning: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).toReversed()) await clean();
});

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
export const roles = { tester: id(4), deployer: id(5), releaseManager: id(6) };
export const cast = { ana: id(11), ben: id(12), cara: id(13), dan: id(14), mira: id(15) };

const target = (port: number, name: string) => ({
  kind: 'local' as const,
  services: { api: { port, url: `http://${name}` } },
});
export const config: ConfigFile = configSchema.parse({
  discord: { guild: id(1), channels: { deployments: id(2), alerts: id(3) }, roles },
  projects: {
    advent: {
      repository: 'acme/advent',
      services: {
        api: {
          build: { local: { start: ['node', 'x.js'] } },
          health: '/healthz',
          version: '/version',
          migrations: { folder: 'migrations', run: ['node', 'm.js'] },
        },
      },
      environments: {
        staging: { tier: 'staging', branch: 'staging', target: target(4001, 'staging') },
        production: { tier: 'production', target: target(4002, 'production') },
      },
      verify: [{ name: 'integration', run: ['node', 's.js'] }],
      deadlines: { verify: '2s' },
    },
  },
});

/** Time that a test can push forward. */
export interface StageClock extends Clock {
  ahead: number;
}

/** Waiting is real and short. */
class PushedClock implements StageClock {
  ahead = 0;
  now(): number {
    return Date.now() + this.ahead;
  }
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.wait(Math.min(milliseconds, 50), signal);
  }
}

export const shaOf = (name: string): Commit => createHash('sha1').update(name).digest('hex');
const digestOf = (commit: string): Digest => `sha256:${createHash('sha256').update(commit).digest('hex')}`;

const sql = createSqlReader();

type Place = 'staging' | 'production';

export interface Effect {
  readonly name: string;
  readonly place: Place;
  readonly commit: Commit;
  readonly token: number;
}

/** A place that keeps what runs there, and counts every effect. */
class World {
  readonly branch: Commit[] = [];
  readonly history: Commit[] = [];
  readonly serving: Record<Place, { commit: Commit; digest: Digest } | undefined> = {
    staging: undefined,
    production: undefined,
  };
  readonly effects: string[] = [];
  readonly reactions = new Map<string, string[]>();
  readonly members = new Map<string, Member>();
  readonly migrations = new Map<Commit, string[]>();
  /** GitHub login of a commit's author. */
  readonly logins = new Map<Commit, string>();
  /** What is in them, by path, or by commit and path. */
  readonly sql = new Map<string, string>();
  discordAway = false;
  historyAway = false;
  unreadable: Place | undefined;
  builds = 0;
  // What goes wrong, by commit.
  readonly buildFails = new Set<Commit>();
  readonly migrationFails = new Set<Commit>();
  readonly switchFails = new Set<Commit>();
  readonly sickIn = new Map<Commit, Place[]>();
  readonly claims = new Map<Commit, Commit>();
  readonly suite = new Map<Commit, SuiteRun>();
  /** Hears of every effect right before it takes place. */
  watch: ((effect: Effect) => void) | undefined;
  /** What an effect answers instead of acting: by `switch production abc1234`. */
  readonly answers = new Map<string, ActResult>();
  /** Runs in the middle of an effect, once. */
  during: { effect: string; run: () => Promise<void> } | undefined;
}

export const green = '<testsuites><testsuite name="event"><testcase name="days are listed"/></testsuite></testsuites>';
export const red =
  '<testsuites><testsuite name="event"><testcase name="days are listed"><failure message="expected 1 to be 2"/></testcase></testsuite></testsuites>';

type StageLedger = Pick<OpenLedger, 'ledger' | 'intents' | 'views' | 'projections'>;

export interface Stage {
  readonly world: World;
  readonly ledger: StageLedger;
  readonly clock: StageClock;
  readonly url: string;
  /** Makes commits on staging's branch, oldest first; the last one is the head. */
  commits(...names: string[]): Commit;
  wants(intent: Intent): Promise<{ code?: string; lines: readonly string[] }>;
  pushes(...names: string[]): Promise<DeploymentView>;
  promotes(who?: keyof typeof cast): Promise<{ code?: string; lines: readonly string[] }>;
  /** Puts a reaction under the card that waits, and lets it be evaluated. */
  reacts(who: keyof typeof cast, emoji?: '✅' | '❌'): Promise<void>;
  evaluates(): Promise<void>;
  newest(place: Place): Promise<DeploymentView>;
  /** Another worker process on the same ledger and world, which may be killed where it has a life. */
  worker(on: QueueName, life?: Life): Promise<StageWorker>;
  /** Those that take what is wanted. */
  readonly workers: Record<QueueName, StageWorker>;
}

export interface StageWorker {
  readonly name: string;
  readonly use: Use;
  handle(intent: string): Promise<void>;
  drive(place: string, signal?: AbortSignal): Promise<void>;
}

function targetOf(world: World, place: Place, clock: Clock, tier: Place = place) {
  const environment = { project: 'advent', name: place, tier } as const;
  const effect = async (
    name: string,
    permit: Permit<never, never>,
    request: ReleaseRequest,
    token: number,
    io: ActIo,
    act: () => ActResult,
  ): Promise<ActResult> => {
    const against = {
      operation: name,
      project: 'advent',
      environment: place,
      tier,
      digests: digestSet(request.artifacts),
      token,
      now: clock.now(),
    };
    permit.spend(against as never);
    await io.fence();
    world.watch?.({ name, place, commit: request.commit, token });
    world.effects.push(`${name} ${place} ${request.commit.slice(0, 7)}`);
    if (world.during?.effect === `${name} ${place}`) {
      const { run } = world.during;
      world.during = undefined;
      await run();
    }
    return world.answers.get(`${name} ${place} ${request.commit.slice(0, 7)}`) ?? act();
  };
  const serve = (request: ReleaseRequest): ActResult => {
    const [artifact] = request.artifacts;
    if (artifact === undefined) throw new Error('nothing to serve');
    if (world.switchFails.has(request.commit))
      return { ok: false, code: 'switch.unhealthy', detail: 'it never became healthy', retry: false };
    world.serving[place] = { commit: request.commit, digest: artifact.digest };
    return { ok: true, detail: 'switched' };
  };
  return {
    environment,
    observe: async () => {
      if (world.unreadable === place) throw new Error('the host does not answer');
      const serving = world.serving[place];
      return {
        at: clock.now(),
        services: [
          {
            service: 'api',
            url: `http://${place}`,
            ...(serving === undefined
              ? { state: 'never-deployed' as const }
              : { state: 'serving' as const, digest: serving.digest }),
          },
        ],
      };
    },
    migrate: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('migrate', permit, request, token, io, () =>
        world.migrationFails.has(request.commit)
          ? { ok: false, code: 'migrate.failed', detail: 'relation exists', retry: false }
          : { ok: true, detail: 'migrated' },
      ),
    switch: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('switch', permit, request, token, io, () => serve(request)),
    restart: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('restart', permit, request, token, io, () => serve(request)),
    rollBack: (permit: never, request: ReleaseRequest, token: number, io: ActIo) =>
      effect('roll-back', permit, request, token, io, () => serve(request)),
    exercise: async (
      permit: never,
      suite: { request: ReleaseRequest },
      token: number,
      io: ActIo,
    ): Promise<SuiteRun> => {
      await effect('exercise', permit, suite.request, token, io, () => ({ ok: true, detail: '' }));
      return world.suite.get(suite.request.commit) ?? { ended: 'exit', exitCode: 0, report: green };
    },
  };
}

type On = 'postgres' | 'memory' | { shelf: Shelf; clock: StageClock };

/** On PostgreSQL; or in memory, for thousands of histories. */
export async function stage(settings: ConfigFile = config, on: On = 'postgres'): Promise<Stage> {
  const database = on === 'postgres' ? await freshDatabase() : undefined;
  if (database !== undefined) cleaning.push(() => database.drop());
  const clock: StageClock = typeof on === 'string' ? new PushedClock() : on.clock;
  const world = new World();
  const member = (name: keyof typeof cast, ...roleIds: string[]): void =>
    void world.members.set(cast[name], { id: cast[name], name, bot: false, roleIds });
  member('ana', roles.deployer);
  member('ben', roles.releaseManager);
  member('cara', roles.tester);
  member('dan');
  member('mira', roles.releaseManager);

  const shelf = typeof on === 'string' ? emptyShelf(clock) : on.shelf;
  const open = async (name: string): Promise<StageLedger> => {
    if (database === undefined) return openMemoryLedger(shelf, name);
    const opened = await openLedger({
      url: database.url,
      instance: name,
      // The same time as the workers', and waits that are real.
      clock: { now: () => clock.now(), wait: (milliseconds, signal) => systemClock.wait(milliseconds, signal) },
      log: silentLog,
      tierOf: (_, environment) => (environment === 'production' ? 'production' : 'staging'),
    });
    cleaning.push(() => opened.close());
    return opened;
  };
  const first = await open('first');

  const worker: Stage['worker'] = async (on, life) => {
    const name = `worker-${on}-${randomBytes(4).toString('hex')}`;
    const mortal = <T extends object>(port: T): T => (life === undefined ? port : life.mortal(port));
    const opened = mortal(await open(name));
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
      source: {
        fetch: async () => undefined,
        head: async () => world.branch.at(-1),
        resolve: async (_, text) => world.history.find((commit) => commit.startsWith(text)),
        describe: async (_, commit) => ({ commit, subject: `Change ${commit.slice(0, 4)}`, author: 'ana', at: 1_000 }),
        contains: async (_, commit, ancestor) => {
          if (!world.branch.includes(commit) && !world.history.includes(commit)) throw new Error('not known');
          return (
            commit === ancestor ||
            (world.branch.includes(commit) &&
              world.branch.includes(ancestor) &&
              world.branch.indexOf(ancestor) < world.branch.indexOf(commit))
          );
        },
        files: async (_, commit) =>
          (world.migrations.get(commit) ?? []).map((path) => {
            const text = world.sql.get(`${commit} ${path}`) ?? world.sql.get(path) ?? '';
            return { path, blob: Buffer.from(text).toString('hex'), plain: true };
          }),
        text: async (_, { blob }) => Buffer.from(blob, 'hex').toString(),
        between: async (_, from, to) => {
          if (world.historyAway) throw new Error('the mirror is not readable');
          return {
            more: 0,
            commits: world.branch
              .slice(from === undefined ? 0 : world.branch.indexOf(from) + 1, world.branch.indexOf(to) + 1)
              .map((commit) => ({ commit, subject: 'x', author: 'ana', at: 1 })),
          };
        },
        export: async () => undefined,
      },
      forge: {
        status: async () => undefined,
        deployment: async () => 1,
        deploymentStatus: async () => undefined,
        pulls: async () => [],
        authors: async (_, __, commits) =>
          new Map(
            commits.flatMap((commit) => (world.logins.has(commit) ? [[commit, world.logins.get(commit) ?? '']] : [])),
          ),
        head: async () => world.branch.at(-1),
      },
      calendar: createCalendar(),
      sql,
      clock,
      log: silentLog,
      projects: settings.projects,
      logins: settings.people,
      roles,
      configPrint: () => ({ 'api.GREETING': 'print' }),
      observe: (_, environment) => targets[environment as Place].observe(),
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
    const works = (on === 'staging' ? { on, builder, keepsArtifacts: 2, target } : { on, target }) as unknown as Works;
    const use: Use = {
      ...gateUse,
      gate: createGate(gateUse),
      queue: { add: async () => undefined, close: async () => undefined },
      probe: {
        get: async (url) => {
          const place: Place = url.startsWith('http://staging') ? 'staging' : 'production';
          const serving = world.serving[place];
          if (serving === undefined) return { reached: false, detail: 'nobody listens there' };
          const sick = world.sickIn.get(serving.commit)?.includes(place) ?? false;
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
      newFilter: () => createLogFilter(() => ['top-secret-value']),
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
  const wants: Stage['wants'] = async (intent) => {
    const request = {
      interactionId: randomBytes(8).toString('hex'),
      applicationId: '1',
      token: 't',
      channelId: id(2),
      userId: cast.ana,
      at: clock.now(),
    };
    const intentId = await first.intents.ask(intent, request);
    await workers[intent.tier === 'production' ? 'production' : 'staging'].handle(intentId);
    const replies = (await first.projections.due('discord', 100, 1)).filter((row) => row.kind === 'reply');
    for (const reply of replies) {
      const view = await first.views.request(reply.subject);
      await first.projections.settled(reply.id, 'read', 1);
      if (view?.interactionId === request.interactionId && view.outcome !== undefined)
        return { lines: view.outcome.lines, code: view.outcome.code };
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
    worker,
    workers,
  };
  return self;
}
