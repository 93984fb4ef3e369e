import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readVariable } from '../../src/config/secrets.ts';
import { withSecretsFile } from '../../src/config/secrets-file.ts';

function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-secrets-'));
  writeFileSync(join(folder, 'greenroom.env'), text, { mode: 0o600 });
  return folder;
}

it('an operator whose editor marks the file and ends lines with two characters loses none of its secrets', () => {
  const its = withSecretsFile({}, folderWith('\uFEFFDISCORD_TOKEN=first\r\nGITHUB_TOKEN="last"\r\n'));
  expect(its).toEqual({ DISCORD_TOKEN: 'first', GITHUB_TOKEN: 'last' });
});

it('an operator who rotates a secret through the environment gets the new one, by whichever of its two names', () => {
  const folder = folderWith('GITHUB_TOKEN=old\nDISCORD_TOKEN_FILE=/old\n');
  const fresh = join(folder, 'fresh');
  writeFileSync(fresh, 'new\n');
  const its = withSecretsFile({ GITHUB_TOKEN_FILE: fresh, DISCORD_TOKEN: 'new' }, folder);
  expect([readVariable(its, 'GITHUB_TOKEN'), readVariable(its, 'DISCORD_TOKEN')]).toEqual(['new', 'new']);
  expect(readVariable(withSecretsFile({ GITHUB_TOKEN_FILE: '' }, folder), 'GITHUB_TOKEN')).toBe('old');
});

it('an empty variable, as a compose file hands it on that nobody has set, hides nothing that the file sets', () => {
  const folder = folderWith('GITHUB_TOKEN=of the file\n');
  const its = withSecretsFile({ GITHUB_TOKEN: '', GITHUB_TOKEN_FILE: '' }, folder);
  expect(readVariable(its, 'GITHUB_TOKEN')).toBe('of the file');
});

it('a token that comes with line breaks at its end, in a variable or in a file, is the token', () => {
  const file = join(folderWith(''), 'token');
  writeFileSync(file, 'MTA.abc.def\r\n\n');
  expect(readVariable({ DISCORD_TOKEN: 'MTA.abc.def\n' }, 'DISCORD_TOKEN')).toBe('MTA.abc.def');
  expect(readVariable({ DISCORD_TOKEN_FILE: file }, 'DISCORD_TOKEN')).toBe('MTA.abc.def');
  writeFileSync(file, '\n');
  expect(readVariable({ DISCORD_TOKEN_FILE: file }, 'DISCORD_TOKEN')).toBeUndefined();
  expect(readVariable({ DISCORD_TOKEN: '\n' }, 'DISCORD_TOKEN')).toBeUndefined();
});
