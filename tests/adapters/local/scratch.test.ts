import { chownSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeTree } from '../../../src/adapters/local/remove-tree.ts';
import { run } from '../../../src/platform/exec.ts';

const suite = `
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
const { withScratch } = await import(process.argv[1]);
const came = await withScratch(process.argv[2], undefined, async (folder) => {
  mkdirSync(folder + '/go/pkg/mod', { recursive: true });
  writeFileSync(folder + '/go/pkg/mod/library.go', '');
  chmodSync(folder + '/go/pkg/mod', 0o555);
  return 'green';
});
console.log(came);`;

it('what a suite came to is told where Greenroom is not root, and nothing stays of its folder, though nobody may write there', async () => {
  const ownDir = mkdtempSync(join(tmpdir(), 'greenroom-scratch-'));
  onTestFinished(() => removeTree(ownDir));
  // Root may remove anything, so it is somebody else.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
  if (nobody !== undefined) chownSync(ownDir, nobody.uid, nobody.gid);
  const source = new URL('../../../src/adapters/local/scratch.ts', import.meta.url).href;
  const ended = await run(process.execPath, ['--input-type=module', '-e', suite, source, ownDir], {
    cwd: ownDir,
    env: {},
    user: nobody,
  });
  expect([ended.stdout, ended.exitCode], ended.stderr).toEqual(['green\n', 0]);
  expect(readdirSync(join(ownDir, 'scratch'))).toEqual([]);
});
