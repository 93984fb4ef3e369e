import { expect, it } from 'vitest';
import type { Secrets } from '../../src/config/config.ts';
import { reachingSettings } from '../../src/config/reaching-settings.ts';
import { configSchema } from '../../src/config/schema.ts';

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
const target = (port: number) => ({
  kind: 'local' as const,
  services: {
    api: { port, env: { LOG_LEVEL: 'info', DATABASE_URL: { secret: `DATABASE_${port}` } } },
    web: { port: port + 1 },
  },
});
const file = (change: (text: string) => string = (text) => text) =>
  configSchema.parse(
    JSON.parse(
      change(
        JSON.stringify({
          discord: {
            guild: id(1),
            channels: { deployments: id(2), alerts: id(3) },
            roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
          },
          projects: {
            advent: {
              repository: 'acme/advent',
              services: {
                api: { build: { local: { run: [['npm', 'ci']], start: ['node', 'api.js'] } }, health: '/' },
                web: {
                  build: { local: { start: ['node', 'web.js'] } },
                  health: '/',
                  config: { path: '/c', values: { apiUrl: '{api.url}' } },
                  buildVariables: { VITE_API_URL: '{api.url}' },
                },
              },
              environments: {
                staging: { tier: 'staging', branch: 'staging', target: target(4001) },
                production: { tier: 'production', target: target(5001) },
              },
            },
          },
        }),
      ),
    ),
  );

const secrets = (value = 'one'): Secrets => ({ get: () => value, find: () => value, known: () => [] });
const of = (environment: string, made = file(), its = secrets()) =>
  Object.fromEntries(reachingSettings({ file: made, secrets: its }, 'advent', environment));

/** Names of settings that differ once the config is changed so. */
const changedBy = (environment: string, change: (text: string) => string): string[] => {
  const [before, after] = [of(environment), of(environment, file(change))];
  return Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name]);
};

it('R2.4 a variable, a value and a secret that reach an environment are settings of it, by name', () => {
  expect(of('production')).toMatchObject({
    'api.LOG_LEVEL': 'info',
    'api.DATABASE_URL': 'one',
    'web.config.apiUrl': 'http://127.0.0.1:5001',
    'web.buildVariables.VITE_API_URL': 'http://127.0.0.1:5001',
  });
  expect(of('production', file(), secrets('two'))['api.DATABASE_URL']).toBe('two');
});

it('somebody pushes where a secret of staging is not set: the push gets its card; production is refused before it is asked for', () => {
  const none: Secrets = {
    get: (name, wantedBy) => {
      throw new Error(`${name}: not set. ${wantedBy} needs it.`);
    },
    find: () => undefined,
    known: () => [],
  };
  expect(of('staging', file(), none)['api.DATABASE_URL']).toBe('');
  expect(() => of('production', file(), none)).toThrow(
    'DATABASE_5001: not set. advent/production, api, DATABASE_URL needs it.',
  );
});

it('R2.4 a backend that moves changes what the frontend is told and built with, in its own environment and in staging’s builds', () => {
  const moves = (text: string): string => text.replace('"port":5001', '"port":5009');
  expect(changedBy('production', moves)).toEqual(['web.config.apiUrl', 'web.buildVariables.VITE_API_URL']);
  expect(changedBy('staging', moves)).toEqual(['web.buildVariables.VITE_API_URL (production)']);
});

it('R2.4 how it is built is staging’s matter, how it is started everybody’s', () => {
  expect(changedBy('staging', (text) => text.replace('["npm","ci"]', '["npm","install"]'))).toEqual(['api.build']);
  expect(changedBy('production', (text) => text.replace('["npm","ci"]', '["npm","install"]'))).toEqual([]);
  expect(changedBy('production', (text) => text.replace('api.js', 'main.js'))).toEqual(['api.start']);
});
