import { createCalendar } from '../adapters/calendar/calendar.ts';
import { createConsumer } from '../adapters/bullmq/create-consumer.ts';
import type { QueueStore } from '../adapters/bullmq/store.ts';
import { createPeople } from '../adapters/discord/people.ts';
import { writtenBounds } from '../adapters/fly/written-bounds.ts';
import { fetchingSource } from '../adapters/git/fetching-source.ts';
import { createSource } from '../adapters/git/source.ts';
import { httpProbe } from '../adapters/http/probe.ts';
import { reportReader } from '../adapters/junit/read-report.ts';
import { createSqlReader } from '../adapters/sql/reader.ts';
import type { Config } from '../config/config.ts';
import { createLogFilter } from '../core/log-filter.ts';
import { createGate } from '../guards/gate.ts';
import type { GateUse } from '../guards/gate-use.ts';
import { createWorker } from '../jobs/worker.ts';
import { systemClock } from '../platform/clock.ts';
import { createDoorbell } from '../platform/doorbell.ts';
import type { Log } from '../ports/log.ts';
import type { Queue, QueueName } from '../ports/queue.ts';
import type { Target } from '../ports/target.ts';
import { identifyOf, testServerOf } from './app-places.ts';
import { jobsAtOnce } from './jobs-at-once.ts';
import { discordToken } from './credentials.ts';
import { createDoctor } from './doctor/create-doctor.ts';
import { githubOf, repositoriesOf } from './github.ts';
import type { OpenedLedger } from './open-ledger.ts';
import { ownFolder } from './own-folder.ts';
import type { Part } from './part.ts';
import type { TokensApart } from './tokens-apart.ts';
import { worksOf } from './works-of.ts';
import { createConfigPrint } from './print-key.ts';

/** A worker of one tier. The staging worker is never given a production target, and the other way round. */
export function startWorker(
  on: QueueName,
  config: Config,
  opened: OpenedLedger,
  store: QueueStore,
  queue: Queue,
  log: Log,
  apart: TokensApart,
): Part {
  const clock = systemClock;
  const github = githubOf(config, clock);
  const ownDir = ownFolder(config.dataDir, on);
  const mirrors = createSource({
    dataDir: ownDir,
    serverUrl: config.githubServerUrl,
    repositories: repositoriesOf(config),
    doesWithout: Object.fromEntries(Object.entries(config.file.projects).map(([name, one]) => [name, one.doesWithout])),
    token: (project) => github.token(project),
    log,
  });
  // Production's worker is told of no push: it fetches what it is asked about.
  const source = on === 'production' ? fetchingSource(mirrors) : mirrors;
  const doorbell = createDoorbell();
  const works = worksOf(on, {
    config,
    ownDir,
    source,
    log,
    apart,
    github,
    doorbell,
    lookup: (key) => opened.ledger.artifact(key),
  });
  const gateUse: GateUse = {
    ledger: opened.ledger,
    people: createPeople({
      token: discordToken(config),
      apiUrl: config.discordApiUrl,
      guild: config.file.discord.guild,
    }),
    source,
    sql: createSqlReader(),
    forge: github.forge,
    calendar: createCalendar(),
    clock,
    log,
    projects: config.file.projects,
    logins: config.file.people,
    roles: config.file.discord.roles,
    configPrint: createConfigPrint(config, ownDir),
    identify: identifyOf(config, on, () => opened.ledger.stage.printKey()),
    testServer: testServerOf(config),
    written: async (project, commit) => {
      const its = config.file.projects[project];
      return its === undefined ? {} : writtenBounds(source, project, its, commit);
    },
    observe: async (project, environment, signal) => {
      const target: Pick<Target<never>, 'observe'> = works.target(project, environment);
      return target.observe(signal);
    },
  };
  const worker = createWorker(
    {
      ...gateUse,
      gate: gateFor(gateUse),
      queue,
      probe: httpProbe,
      report: reportReader,
      doorbell,
      newFilter: () => createLogFilter(() => config.secrets.known()),
      doctor: createDoctor(on, config, opened.url, clock, log),
      works,
    },
    opened.intents,
    config.file.poll,
  );
  const consumer = createConsumer(
    store,
    on,
    worker.handler,
    { clock, concurrency: jobsAtOnce(on, config.file.projects) },
    log,
  );
  const listening = consumer
    .start()
    .catch((error: unknown) => log.error({ error: String(error) }, 'the worker does not hear its queue'));
  worker.start();
  return {
    close: async (deadlineMs) => {
      const handed = await worker.close(deadlineMs);
      await consumer.close(deadlineMs);
      await listening;
      return handed;
    },
  };
}

function gateFor(use: GateUse): ReturnType<typeof createGate> {
  return createGate(use);
}
