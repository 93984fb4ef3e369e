import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFlyBuilder } from '../../../src/adapters/fly/builder.ts';
import type { FlyPlace } from '../../../src/adapters/fly/place.ts';
import { tokensAreApart } from '../../../src/adapters/fly/tokens-apart.ts';
import { createProductionFlyTarget, createStagingFlyTarget } from '../../../src/adapters/fly/target.ts';
import { configSchema, type GreenroomConfig } from '../../../src/config/schema.ts';
import type { Operation } from '../../../src/core/operation.ts';
import { type Artifact, digestSet } from '../../../src/core/release.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { ActIo } from '../../../src/ports/io.ts';
import type { Source } from '../../../src/ports/source.ts';
import type { ActResult, ReleaseRequest } from '../../../src/ports/target.ts';
import { type FlyStandin, startFly } from '../../../standins/fly/start.ts';
import { flyApps, flyFiles, flyToml } from '../../world/places-on-fly.ts';
import { silentLog } from '../../world/silent-log.ts';
import { mint } from '../../world/the-mint.ts';
import { type Behaviour, tinyApp, tinyProject } from '../../world/tiny-app.ts';

export type Where = 'staging' | 'production';
export type FlyStage = Awaited<ReturnType<typeof flyStage>>;

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
const sha = (name: string): string => Buffer.from(name.padEnd(20, '.')).toString('hex').slice(0, 40);

export const apps = flyApps;
export const tomlOf = flyToml;

export interface FlyStageOptions {
  /** Production's organisation; the same as staging's unless told. */
  readonly organisation?: string;
  readonly migrations?: 'release_command' | 'none';
  /** How long a change may take once the stage `hurries`; half a minute before that. */
  readonly switchMs?: number;
  readonly migrateMs?: number;
  readonly flyctl?: string;
  /** Production has a token for staging's images also in one organisation. */
  readonly pulls?: boolean;
}

const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((done) => {
    if (signal?.aborted === true) done();
    else signal?.addEventListener('abort', () => done(), { once: true });
  });

/** The Fly target alone, over a Fly of our own: real builds, a real registry, machines that are real processes. */
export async function flyStage(options: FlyStageOptions = {}, finished: typeof onTestFinished = onTestFinished) {
  const fly: FlyStandin = await startFly();
  finished(() => fly.close());
  const { world } = fly;
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-fly-'));
  finished(() => rmSync(folder, { recursive: true, force: true }));
  const owners = { staging: 'acme', production: options.organisation ?? 'acme' };
  const tokens: Record<string, string> = {};
  const urls: Record<string, string> = {};
  for (const where of ['staging', 'production'] as const) {
    urls[where] = (await world.addApp(apps[where], owners[where], { secrets: { GREETING: 'hello' } })).url;
    tokens[`FLY_${where.toUpperCase()}_API`] = world.addToken({ app: apps[where] });
  }
  tokens['FLY_PULL'] = world.addToken({ organisation: owners.staging, kind: 'readonly' });
  const target = (where: Where) => ({
    kind: 'fly',
    organisation: owners[where],
    services: {
      api: {
        app: apps[where],
        config: `fly.${where}.toml`,
        token: { secret: `FLY_${where.toUpperCase()}_API` },
        url: urls[where],
        ...(where === 'production' && (options.pulls === true || owners.production !== owners.staging)
          ? { pullToken: { secret: 'FLY_PULL' } }
          : {}),
      },
    },
  });
  const { migrations: _, ...service } = tinyProject.services.api;
  const migrations =
    options.migrations === 'none'
      ? {}
      : { migrations: { folder: 'migrations', run: options.migrations ?? ['node', 'migrate.js'] } };
  const config = configSchema.parse({
    discord: {
      guild: id(1),
      channels: { deployments: id(2), alerts: id(3) },
      roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: { api: { ...service, ...migrations, build: { docker: { file: 'Dockerfile' } } } },
        verify: tinyProject.verify,
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: target('staging') },
          production: { tier: 'production', target: target('production') },
        },
        deadlines: {
          build: '20s',
          migrate: options.migrateMs ?? 10_000,
          switch: 30_000,
          verify: '3s',
        },
      },
    },
  } as unknown as GreenroomConfig);
  const commits = new Map<string, Record<string, string>>();
  const source = {
    export: async (_: string, commit: string, into: string) => {
      for (const [name, text] of Object.entries(commits.get(commit) ?? {})) {
        mkdirSync(dirname(join(into, name)), { recursive: true });
        writeFileSync(join(into, name), text);
      }
    },
    file: async (_: string, commit: string, path: string) =>
      commits.get(commit)?.[path] === undefined ? undefined : { path, blob: `${commit} ${path}`, plain: true },
    text: async (_: string, { blob }: { blob: string }) => {
      const [commit = '', path = ''] = blob.split(' ');
      return commits.get(commit)?.[path];
    },
  } as unknown as Source;
  const recorded = new Map<string, Artifact>();
  const secrets = {
    get: (name: string) => tokens[name] ?? '',
    find: () => undefined,
    known: () => [],
  };
  const addresses = {
    flyctl: options.flyctl ?? fly.variables.FLYCTL_BIN,
    apiUrl: fly.variables.FLY_API_BASE_URL,
    flapsUrl: fly.variables.FLY_FLAPS_BASE_URL,
    uiexUrl: fly.variables.FLY_UIEX_BASE_URL,
    registryHost: fly.variables.FLY_REGISTRY_HOST,
  };
  const pace = { lookMs: 150, silenceMs: 3_600_000, leaseMs: 4_000 };
  // Silence lasts until a flyctl hangs, not for a while: how long one takes to print depends on who else is at work.
  let hung = 0;
  const clock: Clock = {
    now: () => systemClock.now(),
    wait: async (milliseconds, signal) => {
      if (milliseconds !== pace.silenceMs) return systemClock.wait(milliseconds, signal);
      await Promise.race([world.until(() => world.hung > hung), aborted(signal)]);
      if (signal?.aborted !== true) hung = world.hung;
    },
  };
  let shown = false;
  const apart = async (): Promise<void> => {
    if (!shown) await tokensAreApart(place('staging'));
    shown = true;
  };
  const common = { apart, ownDir: folder, secrets, clock, source, log: silentLog, addresses, pace };
  const builder = createFlyBuilder({ ...common, projects: config.projects, lookup: async (key) => recorded.get(key) });
  const its = config.projects['advent'];
  if (its === undefined) throw new Error('no project');
  const place = (environment: string): FlyPlace => ({ ...common, project: 'advent', environment, config: its });
  const targets = {
    staging: createStagingFlyTarget(place('staging'), async () => ({ ended: 'not-started' })),
    production: createProductionFlyTarget(place('production')),
  };
  let printed = '';
  const io = (more: Partial<ActIo> = {}): ActIo => ({
    output: (chunk) => (printed += chunk),
    signal: new AbortController().signal,
    fence: async () => undefined,
    ...more,
  });
  const permit = <O extends Operation>(operation: O, where: Where, request: ReleaseRequest, token: number) =>
    mint<O, never>({
      operation,
      project: 'advent',
      environment: where,
      tier: where as never,
      digests: digestSet(request.artifacts),
      token,
      expiresAt: Date.now() + 60_000,
    }) as never;

  const commit = (name: string, behaviour: Behaviour = {}, files: Readonly<Record<string, string>> = {}): string => {
    commits.set(sha(name), {
      ...tinyApp(behaviour),
      ...flyFiles,
      ...files,
    });
    return sha(name);
  };

  return {
    fly,
    world,
    folder,
    place,
    builder,
    recorded,
    targets,
    tokens,
    urls,
    io,
    permit,
    commit,
    printed: () => printed,
    /** From now on a change has only as long as the stage's options say. */
    hurries(): void {
      if (options.switchMs !== undefined) its.deadlines.switch = options.switchMs;
    },
    /** Builds a commit of this name and behaviour, as staging's worker would. */
    async builds(
      name: string,
      behaviour: Behaviour = {},
      files: Readonly<Record<string, string>> = {},
    ): Promise<ReleaseRequest> {
      const its = commit(name, behaviour, files);
      const built = await builder.build('advent', its, 'api', io());
      if (!built.ok) throw new Error(`${built.code}: ${built.detail}\n${printed}`);
      recorded.set(built.artifact.key, built.artifact);
      return { commit: its, artifacts: [built.artifact] };
    },
    switches: (request: ReleaseRequest, where: Where = 'staging', more: Partial<ActIo> = {}): Promise<ActResult> =>
      where === 'staging'
        ? targets.staging.switch(permit('switch', where, request, 1), request, 1, io(more))
        : targets.production.switch(permit('switch', where, request, 1), request, 1, io(more)),
    /** From now on the config says that the service is told these values at run time. */
    tells: (values: Readonly<Record<string, string>>): void =>
      void Object.assign(its.services['api'] ?? {}, { config: { path: '/config.json', values } }),
    /** What each machine was told. */
    told: (where: Where = 'staging') =>
      world.machinesOf(apps[where]).map(({ config: { env } }) => env?.['GREENROOM_RUNTIME_CONFIG']),
    goesBack: (request: ReleaseRequest): Promise<ActResult> =>
      targets.staging.rollBack(permit('roll-back', 'staging', request, 1), request, 1, io()),
    migrates: (request: ReleaseRequest, more: Partial<ActIo> = {}): Promise<ActResult> =>
      targets.staging.migrate(permit('migrate', 'staging', request, 1), request, 1, io(more)),
    restarts: (request: ReleaseRequest): Promise<ActResult> =>
      targets.staging.restart(permit('restart', 'staging', request, 1), request, 1, io()),
    /** A second machine of what runs now, as `fly scale count 2` makes it. */
    async scales(where: Where = 'staging', count = 2): Promise<void> {
      const app = world.apps.get(apps[where]);
      const [first] = world.machinesOf(apps[where]);
      if (app === undefined || first === undefined) throw new Error('nothing runs there yet');
      for (let more = world.machinesOf(apps[where]).length; more < count; more += 1) {
        const machine = await world.makeMachine(app, first.config, { launch: true });
        await world.until(() => [...machine.checks.values()].every(({ status }) => status === 'passing'));
      }
    },
    /** As flyctl makes it for processes without a service: stopped, until the host of the other fails. */
    async keepsStandby(where: Where = 'staging') {
      const app = world.apps.get(apps[where]);
      const [first] = world.machinesOf(apps[where]);
      if (app === undefined || first === undefined) throw new Error('nothing runs there yet');
      const machine = await world.makeMachine(app, { ...first.config, standbys: [first.id] }, { launch: false });
      machine.state = 'stopped';
      return machine;
    },
    observed: async (where: Where = 'staging') =>
      (await targets[where].observe(new AbortController().signal)).services[0],
    /** The commit that each machine's own process says it is. */
    async versions(where: Where = 'staging'): Promise<readonly (string | undefined)[]> {
      return Promise.all(
        world.machinesOf(apps[where]).map(async ({ port, state }) => {
          if (state !== 'started') return undefined;
          try {
            const answer = await fetch(`http://127.0.0.1:${port}/version`, { headers: { connection: 'close' } });
            const said: { commit: string } = JSON.parse(await answer.text());
            return said.commit;
          } catch {
            return undefined;
          }
        }),
      );
    },
  };
}
