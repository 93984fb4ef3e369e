import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { leftOut, plugins } from '../../scripts/bundle.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Files that come along when this module is loaded, with all that it imports. */
async function filesOf(module: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [module],
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: leftOut,
    plugins,
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
}

const packagesOf = async (module: string): Promise<string[]> => {
  const names = (await filesOf(module)).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? '');
  return [...new Set(names)];
};

describe('a process holds what its role needs', () => {
  it.each([
    ['src/main/start-worker.ts', 'fast-xml-parser', ['discord.js', '@discordjs/ws', 'fastify']],
    ['src/main/start-web.ts', 'fastify', ['discord.js', '@discordjs/rest', '@octokit/core', 'execa']],
    ['src/main/start-bot.ts', 'discord.js', ['fastify', '@octokit/core', 'execa']],
    ['src/main/apart/start-apart.ts', 'kysely', ['discord.js', '@discordjs/rest', 'fastify', '@octokit/core']],
  ])('%s comes with %s and without the others’', async (module, own, others) => {
    const packages = await packagesOf(module);
    expect(packages).toContain(own);
    expect(packages.filter((name) => others.includes(name))).toEqual([]);
  });

  it('has the queue and the database’s driver in the bundle, where they load in half the time', async () => {
    const packages = await packagesOf('src/main/start-worker.ts');
    expect(packages).toEqual(expect.arrayContaining(['bullmq', 'ioredis', 'pg']));
  });

  it('has each package of discord.js once, though these come in two forms', async () => {
    const files = await filesOf('src/main/start-bot.ts');
    const ending = (end: string): string[] =>
      files.filter((path) => path.includes('/@discordjs/') && path.endsWith(`/dist/index.${end}`));
    expect(ending('js')).toContain('node_modules/@discordjs/builders/dist/index.js');
    expect(ending('mjs')).toEqual([]);
  });
});
