import { expect, it } from 'vitest';
import type { Release } from '../../src/core/release.ts';
import { appliedSince } from '../../src/guards/applied-since.ts';
import type { AppliedMigration } from '../../src/ports/ledger.ts';

const config = { services: { api: { migrations: { folder: 'm', run: ['x'] } } } };
const release = (id: string): Release => ({ id, project: 'advent', commit: id, artifacts: [] });
const good = (id: string, number: number) => ({ release: release(id), deployment: id, number });
const applied = (path: string, blob: string, deployment: number): AppliedMigration => ({
  path,
  blob,
  deployment,
  class: blob.includes('drop') ? 'destructive' : 'additive',
});

/** Commits with their files, `path=content`. */
function world(
  trees: Record<string, readonly string[]>,
  verified: readonly ReturnType<typeof good>[],
  rows: readonly AppliedMigration[],
  live?: ReturnType<typeof good>,
) {
  const use = {
    projects: { advent: config },
    sql: { classify: async (text: string) => ({ class: text.includes('drop') ? 'destructive' : 'additive' }) },
    source: {
      files: async (_: string, commit: string) =>
        (trees[commit] ?? []).map((file) => {
          const [path = '', blob = ''] = file.split('=');
          return { path, blob, plain: true };
        }),
      text: async (_: string, file: { blob: string }) => file.blob,
    },
    ledger: { knownGood: async () => verified, appliedMigrations: async () => rows, live: async () => live },
  };
  return async (id: string) =>
    (await appliedSince(use as never, 'advent', 'production', release(id))).map((one) => `${one.class} ${one.path}`);
}

it('finds what ran after the version to go back to, also by a deployment that failed', async () => {
  const ask = world(
    { one: ['m/1.sql=a'] },
    [good('one', 3)],
    [applied('m/1.sql', 'a', 3), applied('m/2.sql', 'drop', 5)],
  );
  expect(await ask('one')).toEqual(['destructive m/2.sql']);
});

it('finds nothing where that version has it', async () => {
  const ask = world({ one: ['m/2.sql=drop'] }, [good('one', 3)], [applied('m/2.sql', 'drop', 5)]);
  expect(await ask('one')).toEqual([]);
});

it('takes an edited migration for another one', async () => {
  const rows = [applied('m/1.sql', 'a', 3), applied('m/1.sql', 'drop', 5), applied('m/1.sql', 'b', 6)];
  const ask = world({ one: ['m/1.sql=a'] }, [good('one', 3)], rows);
  expect(await ask('one')).toEqual(['destructive m/1.sql', 'additive m/1.sql']);
});

it('leaves out what had run when that version was verified, though its files were put together since', async () => {
  const ask = world({ squashed: ['m/0.sql=all'] }, [good('squashed', 4)], [applied('m/1.sql', 'drop', 2)]);
  expect(await ask('squashed')).toEqual([]);
});

it('knows from the live release what ran before the ledger began to write it down', async () => {
  const trees = { one: ['m/1.sql=a'], two: ['m/1.sql=a', 'm/2.sql=drop'] };
  const ask = world(trees, [good('two', 4), good('one', 3)], [], good('two', 4));
  expect(await ask('one')).toEqual(['destructive m/2.sql']);
  expect(await ask('two')).toEqual([]);
});

it('counts everything for a version that was never verified there', async () => {
  expect(await world({}, [], [applied('m/2.sql', 'drop', 1)])('one')).toEqual(['destructive m/2.sql']);
});
