import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { preparePlace } from '../../../src/adapters/postgres/embedded/place.ts';
import { silentLog } from '../../world/silent-log.ts';

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-place-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('a first start that a full disk has ended in the middle is no more in the way of the next: there is a password again', async () => {
  const folder = dataFolder();
  mkdirSync(join(folder, 'postgres'));
  writeFileSync(join(folder, 'postgres', 'password'), '');
  const { password } = await preparePlace(folder, undefined, silentLog);
  expect(password).toMatch(/^[0-9a-f]{48}$/);
  expect((await preparePlace(folder, undefined, silentLog)).password).toBe(password);
});

test('of many that start at once all have the same password, which is for us alone', async () => {
  const folder = dataFolder();
  const places = await Promise.all(Array.from({ length: 8 }, () => preparePlace(folder, undefined, silentLog)));
  expect(new Set(places.map(({ password }) => password)).size).toBe(1);
  expect(readdirSync(join(folder, 'postgres'))).toEqual(['password']);
  expect(statSync(join(folder, 'postgres', 'password')).mode & 0o777).toBe(0o600);
});
