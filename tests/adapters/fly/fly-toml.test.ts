import { describe, expect, test } from 'vitest';
import {
  type FlyToml,
  type TomlRules,
  buildsDiffer,
  readFlyToml,
  tomlProblems,
} from '../../../src/adapters/fly/fly-toml.ts';

const good = `
app = "advent-api-staging"
[build]
dockerfile = "Dockerfile"
[env]
PORT = 8080
APP_ENV = "staging"
[http_service]
internal_port = 8080
[[http_service.checks]]
path = "/healthz"
`;

const rules: TomlRules = {
  path: 'fly.staging.toml',
  app: 'advent-api-staging',
  tier: 'staging',
  health: '/healthz',
  migrations: 'greenroom',
};

function read(text: string): FlyToml {
  const found = readFlyToml(text);
  if (!found.ok) throw new Error(found.detail);
  return found.toml;
}

const problems = (text: string, more: Partial<TomlRules> = {}): readonly string[] =>
  tomlProblems(read(text), { ...rules, ...more });

describe('a fly.toml of the released commit', () => {
  test('that is as it should be is read, and hashed as it stands', () => {
    expect(problems(good)).toEqual([]);
    expect(read(good)).toMatchObject({ app: 'advent-api-staging', env: { PORT: '8080' }, hasChecks: true });
    expect(read(good).hash).not.toBe(read(`${good}# a remark\n`).hash);
  });

  test.each([
    ['[[services]]\n[[services.http_checks]]\npath = "/"'],
    ['[[services]]\n[[services.tcp_checks]]\ninterval = "15s"'],
    ['[checks.alive]\ntype = "http"'],
  ])('counts every kind of check that a deployment waits for: %s', (checks) => {
    expect(problems(`app = "advent-api-staging"\n${checks}`)).toEqual([]);
  });

  test.each([
    [
      'of another app',
      good.replace('api-staging', 'api'),
      {},
      /is for app advent-api, wanted advent-api-staging\. Write: app = /,
    ],
    ['of no app', good.replace(/^app.*$/m, ''), {}, /is for app \(none\)/],
    ['without a check', good.replace(/\[\[http[^]*$/, ''), {}, /no health check.*path = "\/healthz"/],
    [
      'with an image of its own',
      good.replace('dockerfile = "Dockerfile"', 'image = "nginx:latest"'),
      {},
      /names an image/,
    ],
    [
      'that says it is production',
      good.replace('"staging"\n[http', '"production"\n[http'),
      {},
      /APP_ENV = "production", wanted "staging"/,
    ],
    [
      'that contradicts itself',
      good.replace('PORT = 8080', 'IS_PRODUCTION = true'),
      {},
      /IS_PRODUCTION = "true", wanted "false"/,
    ],
    ['that migrates twice', `${good}\n[deploy]\nrelease_command = "npm run migrate"`, {}, /would run twice/],
    ['that does not migrate', good, { migrations: 'release_command' } as const, /has no release_command/],
  ])('%s is refused, with the lines to write', (_, text, more, says) => {
    const found = problems(text, more);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(says);
  });

  test.each([
    ['not TOML at all', 'app = ', /^it is not TOML: /],
    ['a number for an app', 'app = 7', /^app: /],
    ['variables that are lists', '[env]\nPORT = [1]', /^env\.PORT: /],
    ['a port that is none', '[http_service]\ninternal_port = 70000', /^http_service\.internal_port: /],
  ])('%s is told with its place, and nothing is thrown', (_, text, says) => {
    expect(readFlyToml(text)).toMatchObject({ ok: false, detail: expect.stringMatching(says) });
  });

  test('production’s build is compared by what it says, not by the order in which it says it', () => {
    const one = read('[build]\ndockerfile = "Dockerfile"\n[build.args]\nA = "1"\nB = "2"');
    const other = read('[build.args]\nB = "2"\nA = "1"\n[build]\ndockerfile = "Dockerfile"');
    expect(buildsDiffer(one, other)).toBe(false);
    expect(buildsDiffer(one, read('[build]\ndockerfile = "Other"'))).toBe(true);
    expect(buildsDiffer(read('app = "a"'), one)).toBe(true);
  });
});
