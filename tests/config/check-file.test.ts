import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ConfigRefused } from '../../src/config/problem.ts';
import type { GreenroomConfig } from '../../src/config/schema.ts';

function good(): GreenroomConfig {
  return {
    discord: {
      guild: '100000000000000001',
      channels: { deployments: '100000000000000002', alerts: '100000000000000003' },
      roles: { tester: '100000000000000004', deployer: '100000000000000005', releaseManager: '100000000000000006' },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: {
          api: { build: { local: { start: ['node', 'main.js'] } }, health: '/healthz', version: '/version' },
        },
        environments: {
          staging: {
            tier: 'staging',
            branch: 'staging',
            target: {
              kind: 'local',
              services: { api: { port: 4001, env: { DATABASE_URL: { secret: 'STAGING_DATABASE_URL' } } } },
            },
          },
          production: {
            tier: 'production',
            target: {
              kind: 'local',
              services: { api: { port: 4002, env: { DATABASE_URL: { secret: 'PRODUCTION_DATABASE_URL' } } } },
            },
          },
        },
      },
    },
  };
}

const problemsOf = (input: unknown): string[] =>
  checkFile(input).problems.map((problem) => `${problem.path}: ${problem.found}. ${problem.remedy}`);

/** A deep copy with one place changed, as an operator's hand would. */
function changed(path: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(good()));
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let here: unknown = copy;
  for (const step of steps) here = Reflect.get(here as object, step);
  if (value === undefined) Reflect.deleteProperty(here as object, last);
  else Reflect.set(here as object, last, value);
  return copy;
}

async function refusal(file: string, text: string, variables: Record<string, string> = {}): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-config-'));
  writeFileSync(join(folder, file), text);
  try {
    await loadConfig({ GREENROOM_CONFIG: file, ...variables }, folder);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigRefused);
    return String(error);
  }
  throw new Error('the config was taken');
}

describe('a config file', () => {
  it('is taken when it is right, with its defaults', () => {
    const checked = checkFile(good());
    expect(checked.problems).toEqual([]);
    if (!('file' in checked)) throw new Error('no file');
    expect(checked.file.projects['advent']?.promote).toEqual({
      approvals: 1,
      role: 'releaseManager',
      fourEyes: true,
      barAuthors: false,
      expires: 86_400_000,
      timeZone: 'UTC',
      freezes: [],
      differs: [],
      evidence: 259_200_000,
    });
  });

  it.each([
    ['72h', 259_200_000],
    ['7d', 604_800_000],
    ['90s', 90_000],
    ['250ms', 250],
    [5_000, 5_000],
    [72 * 3_600_000, 259_200_000],
  ])('takes %j as a duration', (text, milliseconds) => {
    const checked = checkFile(changed('projects.advent.promote', { evidence: text }));
    expect(checked.problems).toEqual([]);
    if (!('file' in checked)) throw new Error('no file');
    expect(checked.file.projects['advent']?.promote.evidence).toBe(milliseconds);
  });

  it.each([
    ['discord.guild', 'my server', /discord\.guild: found "my server"\. Wanted a Discord id/],
    ['discord.channels', undefined, /discord\.channels: nothing there/],
    ['projects.advent.repository', 'advent', /Wanted owner\/name/],
    ['projects.advent.aproval', 1, /unknown key aproval\. Remove aproval, or mend the spelling/],
    ['projects.advent.environments.staging.branch', '--upload-pack=x', /Wanted a branch name/],
    [
      'projects.advent.environments.staging.target.services.api.port',
      4002,
      /127\.0\.0\.1:4002 is used at projects\.advent\.environments\.staging\.target\.services\.api\.port too/,
    ],
    [
      'projects.advent.environments.production.target.services.api.env',
      { DATABASE_URL: { secret: 'STAGING_DATABASE_URL' } },
      /the secret STAGING_DATABASE_URL is used at .*staging.* too\. Give each environment its own database/,
    ],
    ['projects.advent.environments.production.target.services', {}, /no api\. Say where service api runs there/],
    [
      'projects.advent.environments.production.target.services.api.env',
      { APP_ENV: 'staging' },
      /Wanted production, or leave it out/,
    ],
    ['projects.advent.services.api.build', {}, /A local target needs build\.local/],
    ...['.', './', '././.'].map((all): [string, unknown, RegExp] => [
      'projects.advent.services.api.build.local.install',
      { from: ['package.json', all], run: [['npm', 'ci']] },
      /install\.from\.1: .*Wanted a file or a folder of the repository, such as “package-lock\.json”, and not all of it/,
    ]),
    [
      'projects.advent.services.api.build.local.install',
      { from: ['../package.json'], run: [['npm', 'ci']] },
      /install\.from\.0: .*Wanted a path inside the repository/,
    ],
    ['projects.advent.services.api.build.local.install', { from: [], run: [['npm', 'ci']] }, /install\.from: /],
    ['projects.advent.services.api.build.local.install', { from: ['package.json'], run: [] }, /install\.run: /],
    ['projects.advent.promote', { evidence: '7w' }, /evidence.*Wanted a duration such as 90s, 10m, 2h or 7d/],
    ['projects.advent.promote', { mustInclude: 'boss' }, /mustInclude/],
    ['poll', '0s', /poll: found "0s"\. Wanted more than nothing/],
    // A timer that is set to so much goes off at once.
    ['poll', '30d', /poll: found "30d"\. Wanted 24d or less/],
    ['projects.advent.deadlines', { build: '4w' }, /deadlines\.build.*Wanted a duration/],
    ['projects.advent.deadlines', { build: '25d' }, /deadlines\.build.*Wanted 24d or less/],
    ['discord.roles.releaseManager', '100000000000000001', /@everyone/],
    ['discord.roles.releaseManager', '100000000000000004', /is used at discord\.roles\.tester too/],
    ['projects.advent.environments.staging.tier', 'prod', /environments\.staging\.tier/],
  ])('is refused where %s is %j', (path, value, wanted) => {
    expect(problemsOf(changed(path, value)).join('\n')).toMatch(wanted);
  });

  it.each([30, 90, 1_800, 86_400])('an operator who writes %d and means seconds is asked for the unit', (seconds) => {
    expect(problemsOf(changed('projects.advent.promote', { evidence: seconds }))).toEqual([
      `projects.advent.promote.evidence: found ${seconds}. Wanted a unit, such as ${seconds}s: a number without one is milliseconds.`,
    ]);
  });

  it.each([true, 1.5, -30, '90', '1.5h', '10 minutes'])('%j is no duration, and one is shown', (value) => {
    expect(problemsOf(changed('projects.advent.deadlines', { build: value }))).toEqual([
      `projects.advent.deadlines.build: found ${JSON.stringify(value)}. Wanted a duration such as 90s, 10m, 2h or 7d.`,
    ]);
  });

  it('tells all problems at once', () => {
    const broken = changed('discord.guild', 'x');
    Reflect.set(broken as object, 'extra', 1);
    Reflect.set((broken as { projects: { advent: object } }).projects.advent, 'repository', 'y');
    expect(problemsOf(broken)).toHaveLength(3);
  });

  it('never prints a value that could be a secret', () => {
    const shared = changed('projects.advent.environments.production.target.services.api.env', {
      DATABASE_URL: 'postgres://u:hunter2222@h/db',
    });
    Reflect.set(
      (shared as { projects: { advent: { environments: { staging: { target: { services: { api: object } } } } } } })
        .projects.advent.environments.staging.target.services.api,
      'env',
      { DATABASE_URL: 'postgres://u:hunter2222@h/db' },
    );
    const text = problemsOf(shared).join('\n');
    expect(text).toMatch(/the same value is used at/);
    expect(text).not.toContain('hunter2222');
  });

  it('explains a file without a default export, broken JSON and a missing file', async () => {
    expect(await refusal('greenroom.config.ts', 'export const x = 1;')).toMatch(/no default export/);
    expect(await refusal('greenroom.config.json', '{"a":')).toMatch(/not readable as JSON/);
    expect(await refusal('greenroom.config.json', '{}', { GREENROOM_CONFIG: 'elsewhere.json' })).toMatch(
      /no file at .*elsewhere\.json/,
    );
  });

  it('checks the environment variables together with the file', async () => {
    const text = await refusal('greenroom.config.json', JSON.stringify(changed('discord.guild', 'x')), {
      PORT: 'eighty',
      DATABASE_URL: 'mysql://x',
      LOG_LEVEL: 'loud',
    });
    for (const name of ['PORT', 'DATABASE_URL', 'LOG_LEVEL', 'discord.guild']) expect(text).toContain(`- ${name}: `);
  });

  it('an operator whose editor puts a mark before the JSON is read all the same', async () => {
    expect(await refusal('greenroom.config.json', `\uFEFF${JSON.stringify({})}`)).toMatch(/discord: nothing there/);
  });

  it.each([
    ['DATABASE_URL', 'postgres://greenroom:p#ss@localhost/greenroom', /DATABASE_URL: .*are %23 %2F %3F and %40/],
    ['DATABASE_URL', 'postgres://greenroom:pass@localhost:port/greenroom', /DATABASE_URL: not a PostgreSQL address/],
    ['REDIS_URL', 'redis://:p/ss@localhost:6379', /REDIS_URL: .*are %23 %2F %3F and %40/],
    ['DATABASE_URL_FILE', '/nowhere/at/all', /DATABASE_URL_FILE: could not be read \(ENOENT/],
  ])('who sets %s to %s is told at once, and not that nothing answers there', async (name, value, wanted) => {
    const text = await refusal('greenroom.config.json', JSON.stringify(good()), { [name]: value });
    expect(text).toMatch(wanted);
    expect(text).not.toMatch(/p.ss@/);
  });

  it('an operator who writes an id as a number is told to put it between quotes', () => {
    const wanted = 'Wanted a Discord id: 15 to 21 digits between quotes, from “Copy ID” in Discord.';
    expect(problemsOf(changed('discord.guild', 123456789012345))).toEqual([
      `discord.guild: found 123456789012345. ${wanted}`,
    ]);
    expect(problemsOf(changed('discord.guild', 100000000000000001n))).toEqual([
      `discord.guild: found 100000000000000001n. ${wanted}`,
    ]);
  });
});
