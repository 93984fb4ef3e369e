import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the shape of the project', () => {
  it.each([
    'src/bot',
    'src/webhooks',
    'src/jobs',
    'src/guards',
    'tests',
    'Dockerfile',
    'fly.toml',
    'package.json',
    'tsconfig.json',
  ])('C2 has %s', (path) => {
    expect(existsSync(`${root}${path}`)).toBe(true);
  });

  it('C1 stands on the libraries that were asked for', () => {
    const manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> } = JSON.parse(
      readFileSync(`${root}package.json`, 'utf8'),
    );
    for (const name of [
      'discord.js',
      '@discordjs/builders',
      'fastify',
      '@octokit/webhooks',
      'bullmq',
      'ioredis',
      'zod',
      'pino',
      'execa',
    ])
      expect(Object.keys(manifest.dependencies)).toContain(name);
    expect(Object.keys(manifest.devDependencies)).toContain('vitest');
  });

  it('C1 every dependency has its line of why', () => {
    const page = readFileSync(`${root}docs/dependencies.md`, 'utf8');
    const manifest: Record<string, Record<string, string> | undefined> = JSON.parse(
      readFileSync(`${root}package.json`, 'utf8'),
    );
    const names = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((group) =>
      Object.keys(manifest[group] ?? {}),
    );
    const explained = (name: string): boolean =>
      page.includes(`\`${name}\``) || page.includes(`\`${name.split('/')[0]}/*\``);
    expect(names.filter((name) => !explained(name))).toEqual([]);
  });
});
