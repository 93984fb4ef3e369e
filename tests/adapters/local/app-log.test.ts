import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { AppLog } from '../../../src/adapters/local/host/app-log.ts';
import { scrub } from '../../../src/core/redaction.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'greenroom-log-'));
  folders.push(made);
  return made;
}
const mebibyte = Buffer.alloc(1024 * 1024, 'x');

it('an app that prints for ever fills two files and no more, also over a restart of its host', () => {
  const at = folder();
  for (let hosts = 0; hosts < 2; hosts += 1) {
    const log = new AppLog(join(at, 'api.log'));
    for (let n = 0; n < 8; n += 1) log.write(mebibyte);
  }
  new AppLog(join(at, 'api.log')).write(Buffer.from('the newest line\n'));
  expect(readdirSync(at).toSorted()).toEqual(['api.log', 'api.log.1']);
  for (const name of readdirSync(at)) expect(statSync(join(at, name)).size).toBeLessThanOrEqual(7 * mebibyte.length);
  expect(readFileSync(join(at, 'api.log'), 'utf8').endsWith('the newest line\n')).toBe(true);
  expect(statSync(join(at, 'api.log')).mode & 0o777).toBe(0o600);
});

it('an app goes on where its log cannot be written; what it printed lately is remembered, whole characters only', () => {
  const log = new AppLog(join(folder(), 'nowhere', 'api.log'));
  const bell = Buffer.from('🔔');
  log.write(Buffer.concat([Buffer.from('before '), bell.subarray(0, 2)]));
  log.write(bell.subarray(2));
  expect(log.recent()).toBe('before 🔔');
  log.begin();
  expect(log.recent()).toBe('');
});

it('an app that prints its password again and again has no half of it remembered, which nobody would know to cut out', () => {
  const secret = 'postgres://api:correct-horse-battery-staple@db.internal/advent';
  const log = new AppLog(join(folder(), 'api.log'));
  for (let n = 0; n < 1000; n += 1) {
    log.write(Buffer.from(`cannot reach ${secret}\n`));
    expect(scrub(log.recent(), [secret])).not.toMatch(/staple|internal/);
  }
  expect(log.recent()).toMatch(/^cannot reach [^]+\n$/);
  expect(log.recent().length).toBeGreaterThan(15_000);
});

it('of a line without an end nothing is remembered but that there was one', () => {
  const log = new AppLog(join(folder(), 'api.log'));
  for (let n = 0; n < 1000; n += 1) log.write(Buffer.from('a-word-that-nobody-may-know '));
  expect(log.recent()).toBe('(a line of more than 16384 characters)');
});
