import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { DraftFile } from '../../../src/cli/init/draft.ts';
import { writeWhole } from '../../../src/cli/init/write-whole.ts';
import { toldAsker } from '../../../src/cli/init/told-asker.ts';

const folders: string[] = [];
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true });
});
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'greenroom-draft-'));
  folders.push(made);
  return made;
};

test('what was settled is there for the next run, for its owner alone, and gone at the end', () => {
  const here = folder();
  DraftFile.open(here).settle({ repository: 'acme/advent' });
  const next = DraftFile.open(here);
  expect(next.settled.repository).toBe('acme/advent');
  next.settle({ branch: 'staging' });
  expect(DraftFile.open(here).settled).toMatchObject({ repository: 'acme/advent', branch: 'staging' });
  expect(statSync(join(here, 'greenroom.init.json')).mode & 0o777).toBe(0o600);
  next.remove();
  expect(readdirSync(here)).toEqual([]);
});

test('a draft that somebody spoiled is not guessed at', () => {
  const here = folder();
  writeFileSync(join(here, 'greenroom.init.json'), '{"repository": 3}');
  expect(() => DraftFile.open(here)).toThrow(/Remove it to begin anew/);
});

test('a file that is there stays as it is, unless it was said to write over it; nothing is left beside it', () => {
  const here = folder();
  const file = join(here, 'greenroom.env');
  writeWhole(file, 'one', 0o600, false);
  expect(() => writeWhole(file, 'two', 0o600, false)).toThrow(/EEXIST/);
  expect(readFileSync(file, 'utf8')).toBe('one');
  writeWhole(file, 'two', 0o600, true);
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(readdirSync(here)).toEqual(['greenroom.env']);
  expect(() => writeWhole(join(here, 'no/such/folder'), 'x', 0o600, true)).toThrow();
  expect(existsSync(join(here, 'no'))).toBe(false);
});

test('with --yes what is missing is named, what is wrong is told, and only a flag says yes', async () => {
  const asker = toldAsker(
    (flag) => ({ branch: 'staging', make: 'true' })[flag],
    (name) => (name === 'GITHUB_TOKEN' ? 'x' : undefined),
    () => undefined,
  );
  expect(await asker.text({ flag: 'branch', message: 'Which?' })).toBe('staging');
  await expect(asker.text({ flag: 'repository', message: 'Which?' })).rejects.toThrow(/--repository is needed/);
  await expect(asker.text({ flag: 'branch', message: 'Which?', check: () => 'wanted main' })).rejects.toThrow(
    '--branch: wanted main',
  );
  await expect(asker.secret({ variable: 'DISCORD_TOKEN', message: 'The token' })).rejects.toThrow(
    /DISCORD_TOKEN, or DISCORD_TOKEN_FILE/,
  );
  const servers = [
    { value: '1', label: 'Acme' },
    { value: '2', label: 'Test' },
  ];
  await expect(asker.choose({ flag: 'server', message: 'Which server?' }, servers)).rejects.toThrow(
    /wanted one of Acme, Test/,
  );
  expect(await asker.choose({ flag: 'server', message: 'Which server?' }, servers.slice(0, 1))).toBe('1');
  expect(await asker.confirm({ flag: 'make', message: 'Make them?' })).toBe(true);
  expect(await asker.confirm({ flag: 'overwrite', message: 'Over it?' })).toBe(false);
});
