import { describe, expect, test } from 'vitest';
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
});
