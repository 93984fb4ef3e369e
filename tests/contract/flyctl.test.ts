import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { FlyStandin } from '../../standins/fly/start.ts';
import { flyApps, flyToml } from '../world/places-on-fly.ts';
import { flyStage } from '../adapters/fly/stage.ts';

const run = promisify(execFile);
const real = process.env['FLYCTL_BIN'];
/**
 * The stand-in's flyctl always, and the real one where FLYCTL_BIN names it: both are asked the same, so that what the
 * stand-in pretends is held against the program itself. No test is registered, so none is skipped, where there is none.
 */
const programs = (fly: FlyStandin): readonly string[] => [
  fly.variables.FLYCTL_BIN,
  ...(real === undefined ? [] : [real]),
];

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function says(program: string, fly: FlyStandin, token: string, args: readonly string[]): Promise<Said> {
  const home = mkdtempSync(join(tmpdir(), 'greenroom-flyctl-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  writeFileSync(join(home, 'fly.toml'), flyToml(flyApps.staging));
  const env = {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: home,
    CI: '1',
    NO_COLOR: '1',
    FLY_API_TOKEN: token,
    FLY_CONFIG_DIR: join(home, '.fly'),
    FLY_NO_UPDATE_CHECK: '1',
    FLY_SEND_METRICS: '0',
    FLY_NO_INCIDENTS_CHECK: '1',
    ...fly.variables,
  };
  return run(program, [...args], { cwd: home, env, timeout: 60_000 }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code?: number; stdout?: string; stderr?: string }) => ({
      code: error.code ?? 1,
      out: error.stdout ?? '',
      err: error.stderr ?? '',
    }),
  );
}

test('flyctl lists machines as we read them', async () => {
  const here = await flyStage();
  await here.switches(await here.builds('one'));
  for (const program of programs(here.fly)) {
    const { code, out } = await says(program, here.fly, here.tokens['FLY_STAGING_API'] ?? '', [
      'machine',
      'list',
      '-a',
      flyApps.staging,
      '--json',
    ]);
    expect(code, program).toBe(0);
    const machines: { id: string; image_ref: { digest: string }; config: { metadata: object } }[] = JSON.parse(out);
    expect(machines, program).toEqual([
      expect.objectContaining({
        state: 'started',
        image_ref: expect.objectContaining({ digest: expect.stringMatching(/^sha256:/) }),
      }),
    ]);
  }
});

test('flyctl resolves an image by digest without making a release, and refuses one that is not there', async () => {
  const here = await flyStage();
  const one = await here.builds('one');
  for (const program of programs(here.fly)) {
    const image = (digest: string): readonly string[] => [
      'deploy',
      '-a',
      flyApps.staging,
      '-c',
      'fly.toml',
      '--build-only',
      '--remote-only',
      '--yes',
      '--image',
      `${here.world.registryHost}/${flyApps.staging}@${digest}`,
    ];
    const token = here.tokens['FLY_STAGING_API'] ?? '';
    const found = await says(program, here.fly, token, image(one.artifacts[0]?.digest ?? ''));
    expect(found.code, `${program}: ${found.err}`).toBe(0);
    const missing = await says(program, here.fly, token, image(`sha256:${'0'.repeat(64)}`));
    expect(missing.code, program).toBe(1);
    expect(missing.err, program).toMatch(/Could not find image|failed to fetch an image/);
  }
  expect(here.world.releases).toEqual([]);
});

test('flyctl says of an app that it may not see that it could not be found', async () => {
  const here = await flyStage();
  for (const program of programs(here.fly)) {
    const { code, err } = await says(program, here.fly, here.tokens['FLY_STAGING_API'] ?? '', [
      'machine',
      'list',
      '-a',
      flyApps.production,
      '--json',
    ]);
    expect(code, program).toBe(1);
    expect(err, program).toMatch(/could not find app/i);
  }
});
