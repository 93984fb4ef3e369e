import { createHash, randomBytes } from 'node:crypto';
import { afterEach } from 'vitest';
import { type OpenLedger, openLedger } from '../../src/adapters/postgres/open-ledger.ts';
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

/** Time that a test can push forward; waiting is real and short. */
export class PushedClock implements Clock {
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

type Place = 'staging' | 'production';

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
  /** What an effect answers instead of acting: by `switch production abc1234`. */
  readonly answers = new Map<string, ActResult>();
  /** Runs in the middle of an effect, once. */
  during: { effect: string; run: () => Promise<void> } | undefined;
}

export const green = '<testsuites><testsuite name="event"><testcase name="days are listed"/></testsuite></testsuites>';
export const red =
  '<testsuites><testsuite name="event"><testcase name="days are listed"><failure message="expected 1 to be 2"/></testcase></testsuite></testsuites>';

export interface Stage {
  readonly world: World;
  readonly ledger: OpenLedger;
  readonly clock: PushedClock;
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
  /** Another worker process on the same ledger and world. */
  worker(on: QueueName): Promise<{
    use: Use;
    handle: (intent: string) => Promise<void>;
    drive: (place: Place, signal?: AbortSignal) => Promise<void>;
  }>;
}

function targetOf(world: World, place: Place, clock: Clock) {
  const environment = { project: 'advent', name: place, tier: place } as const;
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
      tier: place,
      digests: digestSet(request.artifacts),
      token,
      now: clock.now(),
    };
    permit.spend(against as never);
    await io.fence();
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

export async function stage(): Promise<Stage> {
  const database = await freshDatabase();
  cleaning.push(() => database.drop());
  const clock = new PushedClock();
  const world = new World();
  const member = (name: keyof typeof cast, ...roleIds: string[]): void =>
    void world.members.set(cast[name], { id: cast[name], name, bot: false, roleIds });
  member('ana', roles.deployer);
  member('ben', roles.releaseManager);
  member('cara', roles.tester);
  member('dan');
  member('mira', roles.releaseManager);

  const open = async (name: string): Promise<OpenLedger> => {
    const opened = await openLedger({
      url: database.url,
      instance: name,
      clock: systemClock,
      log: silentLog,
      tierOf: (_, environment) => (environment === 'production' ? 'production' : 'staging'),
    });
    cleaning.push(() => opened.close());
    return opened;
  };
  const first = await open('first');

  const worker: Stage['worker'] = async (on) => {
    const opened = await open(`worker-${on}-${randomBytes(2).toString('hex')}`);
    const targets = { staging: targetOf(world, 'staging', clock), production: targetOf(world, 'production', clock) };
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
        between: async (_, from, to) => {
          if (world.historyAway) throw new Error('the mirror is not readable');
          return {
            more: 0,
            commits: world.branch
              .slice(from === undefined ? 0 : world.branch.indexOf(from) + 1, world.branch.indexOf(to) + 1)
              .map((commit) => ({ commit, subject: 'x', author: 'ana', at: 1 })),
          };
        },
        files: async (_, commit) => world.migrations.get(commit) ?? [],
        export: async () => undefined,
      },
      forge: {
        status: async () => undefined,
        deployment: async () => 1,
        deploymentStatus: async () => undefined,
        pulls: async () => [],
        head: async () => world.branch.at(-1),
      },
      clock,
      log: silentLog,
      projects: config.projects,
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
    const works = (on === 'staging'
      ? { on, builder, keepsArtifacts: 2, target: () => targets.staging }
      : { on, target: () => targets.production }) as unknown as Works;
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
    const reply = (await first.projections.due('discord', 100, 1)).find((row) => row.kind === 'reply');
    const view = reply === undefined ? undefined : await first.views.request(reply.subject);
    if (reply !== undefined) await first.projections.settled(reply.id, 'read', 1);
    return { lines: view?.outcome?.lines ?? [], ...(view?.outcome === undefined ? {} : { code: view.outcome.code }) };
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
    url: database.url,
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
  };
  return self;
}
