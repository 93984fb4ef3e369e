import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { treeOf } from '../../../src/adapters/local/store.ts';
import type { Digest } from '../../../src/core/release.ts';
import { localStage } from './stage.ts';

/** What is stored is another program from now on. */
function damages(dataDir: string, digest: Digest): void {
  const file = join(treeOf(dataDir, digest), 'server.js');
  chmodSync(file, 0o644);
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n// changed`);
}

it('an artifact that was damaged afterwards is found out, built anew, and never started', async () => {
  const here = await localStage();
  const one = await here.builds('one');
  const digest = one.artifacts[0]?.digest ?? 'sha256:';
  damages(here.dataDir, digest);
  expect(await here.builder.find('advent', one.commit, 'api')).toBeUndefined();
  expect(await here.switches(one)).toMatchObject({ ok: false, code: 'switch.artifact-damaged' });
  expect((await here.builds('one')).artifacts[0]?.digest).toBe(digest);
  expect(await here.switches(one)).toMatchObject({ ok: true });
});

it('neither a migration nor a suite of what somebody has changed since counts for anything', async () => {
  const here = await localStage();
  const one = await here.builds('one');
  await here.switches(one);
  damages(here.dataDir, one.artifacts[0]?.digest ?? 'sha256:');
  expect(
    await here.targets.staging.migrate(here.permit('migrate', 'staging', one, 1), one, 1, here.io()),
  ).toMatchObject({ ok: false, code: 'switch.artifact-damaged' });
  expect(here.printed()).not.toContain('$ node migrate.js');
  const suite = {
    name: 'integration',
    run: 'one',
    request: one,
    urls: { api: `http://127.0.0.1:${here.ports.staging}` },
  };
  await expect(
    here.targets.staging.exercise(here.permit('exercise', 'staging', one, 1), suite, 1, here.io()),
  ).rejects.toThrow('switch.artifact-damaged');
});
