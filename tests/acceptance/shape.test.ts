import { existsSync, readFileSync, readdirSync } from 'node:fs';
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

  it('C2 every requirement in docs/requirements.md that is met names tests that exist and carry its id', () => {
    const rows = readFileSync(`${root}docs/requirements.md`, 'utf8')
      .split('\n')
      .filter((line) => /^\| [CR]\d/.test(line));
    expect(rows.length).toBeGreaterThan(15);
    const tests = new Map(
      readdirSync(`${root}tests/acceptance`).map((name) => [
        name,
        readFileSync(`${root}tests/acceptance/${name}`, 'utf8'),
      ]),
    );
    for (const row of rows) {
      const [, id = '', , , shown = ''] = row.split('|').map((cell) => cell.trim());
      const files = [...shown.matchAll(/([\w-]+\.test\.ts)/g)].map((match) => match[1] ?? '');
      if (files.length === 0) expect(row).toMatch(/open/);
      for (const file of files) expect(tests.get(file) ?? '', `${id} in ${file}`).toContain(id.split('–')[0]);
    }
  });
});
