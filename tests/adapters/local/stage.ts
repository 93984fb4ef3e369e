import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createBuilder } from '../../../src/adapters/local/builder.ts';
import { placesOf } from '../../../src/adapters/local/host/places.ts';
import { readState } from '../../../src/adapters/local/host/state-file.ts';
import { ownFolder } from '../../../src/main/own-folder.ts';
import type { LocalPlace } from '../../../src/adapters/local/place.ts';
import { stopHost } from '../../../src/adapters/local/stop-host.ts';
import { removeTree } from '../../../src/adapters/local/remove-tree.ts';
import { exercise } from '../../../src/adapters/local/exercise.ts';
import { createProductionTarget, createStagingTarget } from '../../../src/adapters/local/target.ts';
import { configSchema, type GreenroomConfig } from '../../../src/config/schema.ts';
import type { Operation } from '../../../src/core/operation.ts';
import { type Artifact, digestSet } from '../../../src/core/release.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { ActIo } from '../../../src/ports/io.ts';
import type { Source } from '../../../src/ports/source.ts';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { freePort } from '../../world/free-port.ts';
import { silentLog } from '../../world/silent-log.ts';
import { mint } from '../../world/the-mint.ts';
import { type Behaviour, tinyApp, tinyProject } from '../../world/tiny-app.ts';

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
const sha = (name: string): string => Buffer.from(name.padEnd(20, '.')).toString('hex').slice(0, 40);

/** The local target alone: real builds, a real host, real apps; commits are folders that a test describes. */
export async function localStage(project: Readonly<Record<string, unknown>> = {}, below = '') {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-local-'));
  chmodSync(folder, 0o755);
  // Sealed folders are not writable; who is not root has to open them first.
  onTestFinished(() => removeTree(folder));
  const dataDir = join(folder, below);
  mkdirSync(dataDir, { recursive: true });
  const ports = { staging: await freePort(), production: await freePort() };
  const services = (port: number) => ({
    kind: 'local',
    services: { api: { port, env: { GREETING: 'hello', SECRET_WORD: { secret: 'SECRET_WORD' } } } },
  });
  const config = configSchema.parse({
    discord: {
      guild: id(1),
      channels: { deployments: id(2), alerts: id(3) },
      roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        ...tinyProject,
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: services(ports.staging) },
          production: { tier: 'production', target: services(ports.production) },
        },
        deadlines: { build: '20s', migrate: '20s', switch: '15s', verify: '3s' },
        ...project,
      },
    },
  } as unknown as GreenroomConfig);
  const commits = new Map<string, Record<string, string>>();
  const source = {
    export: async (_: string, commit: string, folder: string) => {
      for (const [name, text] of Object.entries(commits.get(commit) ?? {})) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
  } as unknown as Source;
  const recorded = new Map<string, Artifact>();
  const builder = createBuilder({
    dataDir,
    projects: config.projects,
    source,
    lookup: async (key) => recorded.get(key),
    secrets: { get: () => 'a-secret-of-the-build', find: () => undefined, known: () => [] },
    log: silentLog,
  });
  const its = config.projects['advent'];
  if (its === undefined) throw new Error('no project');
  const place = (environment: string): LocalPlace => ({
    project: 'advent',
    environment,
    config: its,
    dataDir,
    ownDir: ownFolder(dataDir, environment === 'production' ? 'production' : 'staging'),
    secrets: { get: () => 'a-secret-word-of-the-app', find: () => undefined, known: () => [] },
    clock: systemClock,
  });
  const targets = {
    staging: createStagingTarget(place('staging'), (suite, _, io) => exercise(place('staging'), suite, io)),
    production: createProductionTarget(place('production')),
  };
  onTestFinished(async () => {
    for (const name of ['staging', 'production']) await stopHost(dataDir, 'advent', name, systemClock);
  });

  /** The staging target as a config would make it that gives the service another port. */
  const targetAt = (port: number) => {
    const staging = { tier: 'staging', branch: 'staging', target: services(port) };
    const moved = configSchema.shape.projects.parse({
      advent: { repository: 'acme/advent', ...tinyProject, environments: { staging }, ...project },
    })['advent'];
    if (moved === undefined) throw new Error('no project');
    const there = { ...place('staging'), config: moved };
    return createStagingTarget(there, (suite, _, io) => exercise(there, suite, io));
  };

  let printed = '';
  const io = (more: Partial<ActIo> = {}): ActIo => ({
    output: (chunk) => (printed += chunk),
    signal: new AbortController().signal,
    fence: async () => undefined,
    ...more,
  });
  const permit = <O extends Operation>(
    operation: O,
    environment: 'staging' | 'production',
    request: ReleaseRequest,
    token: number,
    expiresAt = Date.now() + 60_000,
  ) =>
    mint<O, never>({
      operation,
      project: 'advent',
      environment,
      tier: environment as never,
      digests: digestSet(request.artifacts),
      token,
      expiresAt,
    }) as never;

  return {
    dataDir,
    ports,
    place,
    builder,
    source,
    recorded,
    targets,
    targetAt,
    io,
    permit,
    printed: () => printed,
    commits: (name: string, behaviour: Behaviour = {}) => {
      commits.set(sha(name), tinyApp(behaviour));
      return sha(name);
    },
    async builds(name: string, behaviour: Behaviour = {}): Promise<ReleaseRequest> {
      commits.set(sha(name), tinyApp(behaviour));
      const built = await builder.build('advent', sha(name), 'api', io());
      if (!built.ok) throw new Error(`${built.code}: ${built.detail}\n${printed}`);
      recorded.set(built.artifact.key, built.artifact);
      return { commit: sha(name), artifacts: [built.artifact] };
    },
    /** From now on the config gives the service this greeting. */
    greets(greeting: string, environment: 'staging' | 'production' = 'staging'): void {
      const driven = its.environments[environment];
      if (driven === undefined || driven.tier === 'local' || driven.target.kind !== 'local')
        throw new Error('not here');
      Object.assign(driven.target.services['api']?.env ?? {}, { GREETING: greeting });
    },
    goesBack: (request: ReleaseRequest, token = 1) =>
      targets.staging.rollBack(permit('roll-back', 'staging', request, token), request, token, io()),
    /** What the process that serves was given. */
    greeting: (environment: 'staging' | 'production' = 'staging'): string | undefined =>
      readState(placesOf(dataDir, 'advent', environment).stateFile)?.services['api']?.version.env['GREETING'],
    switches: (request: ReleaseRequest, token = 1, environment: 'staging' | 'production' = 'staging') =>
      environment === 'staging'
        ? targets.staging.switch(permit('switch', 'staging', request, token), request, token, io())
        : targets.production.switch(permit('switch', 'production', request, token), request, token, io()),
    version: async (
      environment: 'staging' | 'production' = 'staging',
    ): Promise<{ commit: string; environment: string } | undefined> => {
      try {
        const answer = await fetch(`http://127.0.0.1:${ports[environment]}/version`, {
          signal: AbortSignal.timeout(2_000),
          headers: { connection: 'close' },
        });
        if (!answer.ok) return undefined;
        const said: { commit: string; environment: string } = JSON.parse(await answer.text());
        return said;
      } catch {
        return undefined;
      }
    },
  };
}
