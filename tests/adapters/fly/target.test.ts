import { describe, expect, test } from 'vitest';
import { IncompleteTree } from '../../../src/core/incomplete-tree.ts';
import { losesItsForker } from '../../world/forkers-of.ts';
import { apps, flyStage, tomlOf } from './stage.ts';

describe('a push to Fly', () => {
  test('is built once, by the label of its key; the digest is the registry’s, and no release is made', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    const [artifact] = one.artifacts;
    expect(here.world.images.manifest(apps.staging, artifact?.digest ?? '')).toBeDefined();
    expect(here.world.releases).toEqual([]);
    expect(here.world.flyctlCalls[0]).toEqual(expect.arrayContaining(['--build-only', '--push', '--remote-only']));
    expect(await here.builder.find('advent', one.commit, 'api')).toEqual(artifact);
    expect(here.world.violations).toEqual([]);
  });

  test('that a worker built and died over is found again, without a second build', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    here.recorded.clear();
    expect(await here.builder.find('advent', one.commit, 'api')).toEqual(one.artifacts[0]);
    expect(here.world.flyctlCalls).toHaveLength(1);
  });

  test('serves at its address as the commit it is, and is read back from its machines', async () => {
    const here = await flyStage();
    expect(await here.observed()).toMatchObject({ state: 'never-deployed' });
    const one = await here.builds('one');
    expect(await here.switches(one), here.printed()).toEqual({ ok: true, detail: 'switched' });
    expect(await here.observed()).toMatchObject({ state: 'serving', digest: one.artifacts[0]?.digest });
    const answer = await fetch(`${here.urls['staging'] ?? ''}/version`);
    expect(await answer.json()).toMatchObject({ commit: one.commit, environment: 'staging' });
    expect(here.world.violations).toEqual([]);
  });

  test('the very same image goes to production by digest, never by tag and never built anew', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    await here.switches(one);
    expect(await here.switches(one, 'production'), here.printed()).toMatchObject({ ok: true });
    const answer = await fetch(`${here.urls['production'] ?? ''}/version`);
    expect(await answer.json()).toMatchObject({ commit: one.commit, environment: 'production' });
    const call = here.world.flyctlCalls.at(-1) ?? [];
    expect(call[call.indexOf('--image') + 1]).toBe(
      `${here.world.registryHost}/${apps.staging}@${one.artifacts[0]?.digest ?? ''}`,
    );
    expect(call).toContain('--remote-only');
    expect(here.world.machinesOf(apps.production)[0]?.running.image.digest).toBe(one.artifacts[0]?.digest);
  });

  test('migrates in a machine of its own, whose exit code is read from its events', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    expect(await here.migrates(one), here.printed()).toEqual({ ok: true, detail: 'migrated' });
    const bad = await here.builds('bad', { migrationFails: true });
    expect(await here.migrates(bad)).toMatchObject({ ok: false, code: 'migrate.failed', retry: false });
    expect(here.printed()).toContain('relation "days" already exists');
    expect(here.world.machinesOf(apps.staging)).toEqual([]);
  });

  test('goes back to an earlier image without running its release_command again', async () => {
    const here = await flyStage({ migrations: 'release_command' });
    const toml = {
      'fly.staging.toml': tomlOf(apps.staging, '[deploy]\nrelease_command = "node migrate.js"'),
      'fly.production.toml': tomlOf(apps.production, '[deploy]\nrelease_command = "node migrate.js"'),
    };
    const one = await here.builds('one', {}, toml);
    expect(await here.migrates(one)).toMatchObject({ ok: true });
    expect(await here.switches(one), here.printed()).toMatchObject({ ok: true });
    const two = await here.builds('two', {}, toml);
    expect(await here.switches(two)).toMatchObject({ ok: true });
    const commands = here.world.flyctlCalls.length;
    expect(await here.goesBack(one)).toMatchObject({ ok: true });
    expect(here.world.flyctlCalls.slice(commands).flat()).toContain('--skip-release-command');
    expect(await here.versions()).toEqual([one.commit]);
  });

  test('that has pictures in Git LFS is not sent to Fly’s builder', async () => {
    const here = await flyStage();
    // One source is behind every place of the stage, and behind its builder.
    Object.assign(here.place('staging').source, { export: () => Promise.reject(new IncompleteTree(['door.png'], [])) });
    expect(await here.builder.build('advent', here.commit('one'), 'api', here.io())).toEqual({
      ok: false,
      code: 'build.incomplete',
      detail: 'door.png is a pointer to Git LFS',
      retry: false,
    });
    expect(here.world.flyctlCalls).toEqual([]);
  });

  test('whose flyctl ends with what had started it is worth another try: nobody’s version is to blame', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    const calls = (): number => here.printed().split('$ flyctl deploy').length;
    const andCalls = () => {
      const before = calls();
      return () => calls() > before;
    };
    const build = () => here.builder.build('advent', here.commit('two'), 'api', here.io());
    expect(await losesItsForker(build, andCalls())).toMatchObject({ ok: false, code: 'build.failed', retry: true });
    expect(await build()).toMatchObject({ ok: true });
    const switches = () => here.switches(one);
    expect(await losesItsForker(switches, andCalls())).toMatchObject({
      ok: false,
      code: 'switch.unhealthy',
      retry: true,
    });
    expect(await here.switches(one), here.printed()).toMatchObject({ ok: true });
    expect(await here.versions()).toEqual([one.commit]);
    expect(here.world.violations).toEqual([]);
  });

  test('that serves already is left alone', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    await here.switches(one);
    const calls = here.world.flyctlCalls.length;
    expect(await here.switches(one)).toMatchObject({ ok: true });
    expect(here.world.flyctlCalls).toHaveLength(calls);
  });

  test('is started afresh, machine by machine', async () => {
    const here = await flyStage();
    const one = await here.builds('one');
    await here.switches(one);
    await here.scales();
    expect(await here.restarts(one), here.printed()).toMatchObject({ ok: true });
    expect(here.world.machinesOf(apps.staging).map(({ instance }) => instance)).toEqual([2, 2]);
  });

  test('that stops half way has as long to go back as it had to come, however many machines there are', async () => {
    const here = await flyStage({ switchMs: 600_000 });
    const old = await here.builds('old');
    await here.switches(old);
    await here.scales();
    const fresh = await here.builds('fresh');
    here.hurries();
    here.world.faults.flyctl({ command: 'deploy', partial: true });
    expect(await here.switches(fresh), here.printed()).toMatchObject({ ok: false, code: 'switch.unhealthy' });
    const waits = here.world.flyctlCalls
      .slice(-2)
      .map((call) => Number.parseInt(call[call.indexOf('--wait-timeout') + 1] ?? '', 10));
    for (const seconds of waits) expect(seconds).toBeGreaterThan(400);
  });

  test('goes to a standby, too, which Fly keeps for a worker: it is changed, started afresh beside, and never started', async () => {
    const here = await flyStage();
    await here.switches(await here.builds('one'));
    const standby = await here.keepsStandby();
    expect(await here.observed()).toMatchObject({ state: 'serving' });
    const two = await here.builds('two');
    expect(await here.switches(two), here.printed()).toEqual({ ok: true, detail: 'switched' });
    expect(await here.restarts(two), here.printed()).toMatchObject({ ok: true });
    expect(standby.running.image.digest).toBe(two.artifacts[0]?.digest);
    expect([standby.state, standby.instance]).toEqual(['stopped', 0]);
  });
});

describe('production in an organisation of its own', () => {
  test('gets the image copied, byte for byte, and keeps it when staging’s is pruned', async () => {
    const here = await flyStage({ organisation: 'acme-production' });
    const one = await here.builds('one');
    const digest = one.artifacts[0]?.digest ?? '';
    expect(await here.switches(one, 'production'), here.printed()).toMatchObject({ ok: true });
    expect(here.world.machinesOf(apps.production)[0]?.running.image).toMatchObject({
      repository: apps.production,
      digest,
    });
    here.world.images.prune(apps.staging, digest);
    expect(await here.observed('production')).toMatchObject({ state: 'serving', digest });
    const two = await here.builds('two');
    expect(await here.switches(two, 'production')).toMatchObject({ ok: true });
    expect(await here.switches(one, 'production'), here.printed()).toMatchObject({ ok: true });
    expect(await here.versions('production')).toEqual([one.commit]);
    expect(here.world.violations).toEqual([]);
  });

  test('a part that arrives damaged is not taken', async () => {
    const here = await flyStage({ organisation: 'acme-production' });
    const one = await here.builds('one');
    here.world.faults.http({ on: `GET /v2/${apps.staging}/blobs/`, what: { status: 200, body: 'not the blob' } });
    await expect(here.switches(one, 'production')).rejects.toThrow(/registry answers 400|did not answer/);
    expect(here.world.machinesOf(apps.production)).toEqual([]);
  });
});

describe('staging’s token', () => {
  test('that opens production keeps everything from being built', async () => {
    const here = await flyStage();
    here.tokens['FLY_STAGING_API'] = here.world.addToken({ organisation: 'acme' });
    await expect(here.builds('one')).rejects.toThrow(
      /the token of advent-api-staging .* opens production’s app advent-api\./,
    );
    expect(here.world.flyctlCalls).toEqual([]);
  });

  test('is not taken for a good one while Fly does not say', async () => {
    const here = await flyStage();
    here.world.faults.http({ on: `GET /v1/apps/${apps.production}`, times: 4, what: { status: 500 } });
    await expect(here.builds('one')).rejects.toThrow(/Fly answers 500/);
    expect(await here.builds('one')).toBeDefined();
  });

  test.each([
    ['lost its “FlyV1 ”', (token: string) => token.replace('FlyV1 ', ''), /without its “FlyV1 ”/],
    ['came with a line break', (token: string) => `${token}\n`, /line breaks or spaces/],
  ])('that %s is told before Fly is asked', async (_, spoil, says) => {
    const here = await flyStage();
    here.tokens['FLY_STAGING_API'] = spoil(here.tokens['FLY_STAGING_API'] ?? '');
    await expect(here.builds('one')).rejects.toThrow(says);
    expect(here.world.requests).toEqual([]);
  });

  test('that is not valid any more makes staging unknown, and says what to do', async () => {
    const here = await flyStage();
    here.world.tokens.clear();
    expect(await here.observed()).toMatchObject({
      state: 'unknown',
      detail: expect.stringContaining('flyctl tokens create deploy -a advent-api-staging'),
    });
  });
});
