import { chmodSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSource } from '../../../src/adapters/git/source.ts';
import { createBuilder } from '../../../src/adapters/local/builder.ts';
import { treeOf } from '../../../src/adapters/local/store.ts';
import { removeTree } from '../../../src/adapters/local/remove-tree.ts';
import { configSchema } from '../../../src/config/schema.ts';
import type { Digest } from '../../../src/core/release.ts';
import type { BuildResult } from '../../../src/ports/builder.ts';
import type { ActIo } from '../../../src/ports/io.ts';
import { startGithub } from '../../../standins/github/start.ts';
import { silentLog } from '../../world/silent-log.ts';
import { tinyProject } from '../../world/tiny-app.ts';

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;

/** Installs what the lockfile says, and writes down where it was and what it had. */
export const installer = `
const fs = require('node:fs');
const had = { files: fs.readdirSync('.', { recursive: true }).sort(), variables: Object.keys(process.env).sort() };
console.log('installing ' + fs.readFileSync('lock.txt', 'utf8'));
fs.mkdirSync('node_modules/days/bin', { recursive: true });
fs.mkdirSync('node_modules/.bin');
fs.writeFileSync('node_modules/days/index.js', 'module.exports = ' + JSON.stringify(fs.readFileSync('lock.txt', 'utf8')));
fs.writeFileSync('node_modules/days/bin/days', '#!/bin/sh\\necho a program of a package\\n', { mode: 0o755 });
fs.symlinkSync('../days/bin/days', 'node_modules/.bin/days');
fs.writeFileSync('node_modules/had.json', JSON.stringify(had));
`;

/** The build goes by what was installed, writes into it, and notes whether an earlier build has. */
const build = `
const fs = require('node:fs');
const said = require('node:child_process').execFileSync('node_modules/.bin/days', { encoding: 'utf8' });
const packages = require('./node_modules/days');
const file = 'node_modules/days/index.js';
const spoiled = fs.readFileSync(file, 'utf8').includes('of a build');
fs.appendFileSync(file, '// of a build');
fs.writeFileSync('node_modules/days/more.js', '');
fs.writeFileSync('built.json', JSON.stringify({ said, packages, spoiled }));
`;

/** What an app has that installs its packages from `lock.txt`. */
export const appOf = (lock: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'lock.txt': lock,
  'install.js': installer,
  'build.js': build,
  ...more,
});

const usual = { from: ['lock.txt', 'install.js'], run: [['node', 'install.js']] };

/** Real commits of a real repository, built by the local target's builder. */
export async function installStage(
  install: Readonly<Record<string, unknown>> = usual,
  /** What of each one's build differs. */
  services: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { api: {} },
) {
  const dataDir = mkdtempSync(join(tmpdir(), 'greenroom-install-'));
  chmodSync(dataDir, 0o755);
  onTestFinished(() => removeTree(dataDir));
  const github = await startGithub();
  onTestFinished(() => github.close());
  await github.world.addRepository('acme/advent', { private: true });
  const source = createSource({
    dataDir,
    serverUrl: github.serverUrl,
    repositories: { advent: 'acme/advent' },
    token: async () => github.world.botToken,
    log: silentLog,
  });
  const local = { install, env: { REGISTRY_TOKEN: 'of-the-build' }, run: [['node', 'build.js']], start: ['node', '.'] };
  const target = (first: number) => ({
    kind: 'local',
    services: Object.fromEntries(Object.keys(services).map((name, at) => [name, { port: first + at }])),
  });
  const { projects } = configSchema.parse({
    discord: {
      guild: id(1),
      channels: { deployments: id(2), alerts: id(3) },
      roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
    },
    projects: {
      advent: {
        ...tinyProject,
        repository: 'acme/advent',
        services: Object.fromEntries(
          Object.entries(services).map(([name, its]) => [
            name,
            { build: { local: { ...local, ...its } }, health: '/healthz' },
          ]),
        ),
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: target(4001) },
          production: { tier: 'production', target: target(4101) },
        },
      },
    },
  });
  const worker = () =>
    createBuilder({
      dataDir,
      projects,
      source,
      lookup: async () => undefined,
      secrets: { get: () => '', find: () => undefined, known: () => [] },
      log: silentLog,
    });
  const builder = worker();
  let printed = '';

  const builds = async (
    commit: string,
    service = 'api',
    more: Partial<ActIo> = {},
    by = builder,
  ): Promise<BuildResult> => {
    const io = { signal: new AbortController().signal, fence: async () => undefined, ...more };
    return by.build('advent', commit, service, {
      ...io,
      output: (chunk) => {
        printed += chunk;
        more.output?.(chunk);
      },
    });
  };
  return {
    dataDir,
    builder,
    worker,
    builds,
    printed: () => printed,
    /** How often something was installed. */
    installs: () => printed.split('installing from').length - 1,
    pushes: async (files: Readonly<Record<string, string>>): Promise<string> => {
      const commit = await github.world.commit('acme/advent', 'staging', files, { author: 'ana', message: 'Days' });
      await source.fetch('advent', new AbortController().signal);
      return commit;
    },
    /** The digest of a commit that could be built. */
    built: async (commit: string, service = 'api'): Promise<Digest> => {
      const result = await builds(commit, service);
      if (!result.ok) throw new Error(`${result.code}: ${result.detail}\n${printed}`);
      return result.artifact.digest;
    },
    reads: (digest: Digest, name: string): string => readFileSync(join(treeOf(dataDir, digest), name), 'utf8'),
  };
}
