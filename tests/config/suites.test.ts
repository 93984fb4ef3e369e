import { expect, test } from 'vitest';
import { checkFile } from '../../src/config/check-file.ts';

const fly = (app: string, token: string) => ({
  kind: 'fly',
  organisation: 'acme',
  services: { api: { app, config: 'fly.toml', token: { secret: token } } },
});
const local = (port: number) => ({ kind: 'local', services: { api: { port } } });

/** A file whose project has these suites, on Fly unless told. */
function problems(verify: readonly unknown[], where: 'fly' | 'local' = 'fly'): readonly string[] {
  const target =
    where === 'fly' ? [fly('advent-staging', 'FLY_S'), fly('advent', 'FLY_P')] : [local(4001), local(4002)];
  return checkFile({
    discord: {
      guild: '100000000000000001',
      channels: { deployments: '100000000000000002', alerts: '100000000000000003' },
      roles: { tester: '100000000000000004', deployer: '100000000000000005', releaseManager: '100000000000000006' },
    },
    projects: {
      advent: {
        repository: 'acme/advent',
        services: {
          api: {
            build: { docker: { file: 'Dockerfile' }, local: { start: ['node', 'main.js'] } },
            health: '/healthz',
          },
        },
        environments: {
          staging: { tier: 'staging', branch: 'staging', target: target[0] },
          production: { tier: 'production', target: target[1] },
        },
        verify,
      },
    },
  }).problems.map(({ path, found, remedy }) => `${path}: ${found}. ${remedy}`);
}

test('a suite runs beside Greenroom, in a machine, or on GitHub Actions', () => {
  expect(
    problems([
      { name: 'unit', run: ['npm', 'test'], before: [['npm', 'ci']] },
      { name: 'integration', machine: 'test', service: 'api', timeout: '5m' },
      { name: 'browser', workflow: 'browser.yml', artifact: 'report' },
    ]),
  ).toEqual([]);
});

test.each([
  ['in no place', { name: 'unit' }, /verify\.0: .*run \(a command.*machine \(a stage.*workflow \(a file/],
  ['in two places', { name: 'unit', run: ['npm', 'test'], machine: 'test' }, /verify\.0: /],
  [
    'in a machine with variables, which are its app’s',
    { name: 'unit', machine: 'test', env: { A: 'b' } },
    /unknown key env/,
  ],
  ['by a workflow outside of its folder', { name: 'unit', workflow: '../deploy.yml' }, /workflow: .*Wanted the name/],
  ['in a stage that is an option', { name: 'unit', machine: '--privileged' }, /machine: .*Wanted the name of a stage/],
])('a suite %s is refused in words', (_, suite, says) => {
  expect(problems([suite])).toEqual([expect.stringMatching(says)]);
});

test('a machine is Fly’s alone, of a service that is there', () => {
  expect(problems([{ name: 'unit', machine: 'test' }], 'local')).toEqual([
    expect.stringContaining('verify.0.machine: a machine, and staging does not run on Fly'),
  ]);
  expect(problems([{ name: 'unit', machine: 'test', service: 'web' }])).toEqual([
    expect.stringContaining('verify.0.service: found web. Wanted one of api.'),
  ]);
});

test('two suites of one name are refused with both places', () => {
  const [problem] = problems([
    { name: 'unit', run: ['npm', 'test'] },
    { name: 'unit', workflow: 'unit.yml' },
  ]);
  expect(problem).toMatch(/verify\.1\.name.*verify\.0\.name/);
});
