import { randomBytes } from 'node:crypto';
import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import { reportReader } from '../../src/adapters/junit/read-report.ts';
import type { OpenLedger } from '../../src/adapters/postgres/open-ledger.ts';
import { createSqlReader } from '../../src/adapters/sql/reader.ts';
import type { ConfigFile } from '../../src/config/schema.ts';
import { createLogFilter } from '../../src/core/log-filter.ts';
import type { Artifact, Commit } from '../../src/core/release.ts';
import { createGate } from '../../src/guards/gate.ts';
import type { GateUse } from '../../src/guards/gate-use.ts';
import { createDriver } from '../../src/jobs/drive.ts';
import { createHandler } from '../../src/jobs/handle.ts';
import type { Use, Works } from '../../src/jobs/use.ts';
import type { QueueName } from '../../src/ports/queue.ts';
import type { Life } from '../world/life.ts';
import { silentLog } from '../world/silent-log.ts';
import { type App, stageToolsOf } from './stage-app.ts';
import { type StageClock, digestOf, id, roles } from './stage-cast.ts';
import { forgeOf, sourceOf } from './stage-source.ts';
import { type Place, type World, targetOf } from './stage-world.ts';

const sql = createSqlReader();

/** What the stage uses of an open ledger. */
export type StageLedger = Pick<OpenLedger, 'ledger' | 'intents' | 'views' | 'projections'>;

/** A worker process: its gate, its targets and its driver, over a session of the ledger of its own. */
export interface StageWorker {
  readonly name: string;
  readonly use: Use;
  handle(intent: string): Promise<void>;
  drive(place: string, signal?: AbortSignal): Promise<void>;
}

/** What all workers of a stage have in common. */
export interface StageParts {
  readonly world: World;
  readonly app: App;
  readonly clock: StageClock;
  readonly settings: ConfigFile;
  /** A session of the ledger, with the database role of this worker. */
  readonly open: (name: string, role: `worker-${QueueName}`) => Promise<StageLedger>;
}

/** One more worker process, which may be killed where it has a life. */
export async function stageWorker(
  { world, app, clock, settings, open }: StageParts,
  on: QueueName,
  life?: Life,
): Promise<StageWorker> {
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
}
