import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { removeTree } from '../../src/adapters/local/remove-tree.ts';
import { giveFolders } from '../../src/main/apart/give-folders.ts';

const pushed = { uid: 1_900_000_001, gid: 1_900_000_001 };
const staging = { uid: 1_900_000_002, gid: 1_900_000_002 };
const production = { uid: 1_900_000_003, gid: 1_900_000_003 };

it.runIf(process.getuid?.() === 0)(
  'a data folder of one process is given to roles apart, but for what pushed code still works in: that goes',
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'greenroom-give-'));
    onTestFinished(() => removeTree(dataDir));
    chmodSync(dataDir, 0o755);
    const ours = ['artifacts/abc/tree/server.js', 'own/staging/mirrors/x/HEAD', 'own/production/served-before/a.json'];
    const theirs = ['builds/one/tree/a', 'own/staging/scratch/run-1/a', 'own/production/scratch/run-2/a'];
    for (const file of [...ours, ...theirs]) {
      mkdirSync(join(dataDir, file, '..'), { recursive: true });
      writeFileSync(join(dataDir, file), '');
    }
    for (const file of theirs) chownSync(join(dataDir, file, '..'), pushed.uid, pushed.gid);
    await giveFolders(dataDir, { projects: {} }, { staging, production });
    expect(ours.map((file) => lstatSync(join(dataDir, file)).uid)).toEqual([staging.uid, staging.uid, production.uid]);
    const left = ['builds', 'own/staging/scratch', 'own/production/scratch'].map((name) =>
      readdirSync(join(dataDir, name)),
    );
    expect(left).toEqual([[], [], []]);
  },
);
