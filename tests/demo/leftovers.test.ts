import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { belongsTo, endLeftovers } from '../../demo/leftovers.ts';

const started: ChildProcess[] = [];
afterEach(() => started.splice(0).forEach((one) => one.kill('SIGKILL')));

async function runs(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn('sleep', ['60', ...args], { argv0: 'sleep', env, stdio: 'ignore' });
  started.push(child);
  await once(child, 'spawn');
  return child;
}

it('a demo ends what Greenroom started in its folder, and nothing of the person who looks in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-leftovers-'));
  try {
    const app = await runs([], { GREENROOM_HOST: `${folder}/data/hosts/advent.staging` });
    const shell = await runs([], { PWD: `${folder}/data`, OLDPWD: folder });
    const ofAnother = await runs([], { GREENROOM_HOST: `${folder}2/data/hosts/advent.staging` });
    const ended = once(app, 'exit');
    expect(endLeftovers(folder)).toBe(1);
    await ended;
    expect([shell.exitCode, shell.signalCode, ofAnother.exitCode, ofAnother.signalCode]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const folder = '/tmp/greenroom-demo-ana-1';
it.each([
  ['a host of its data', true, ['node', '/app/bin/host.js', `${folder}/data`], []],
  ['its PostgreSQL', true, ['postgres', '-D', `${folder}/app-postgres`], []],
  ['a build, whose home is in it', true, ['node', 'build.js'], [`HOME=${folder}/data/builds/1`]],
  ['Greenroom itself', true, ['node', 'cli.ts', 'start'], [`GREENROOM_DATA_DIR=${folder}/data`]],
  ['somebody who follows a log', false, ['tail', '-f', `${folder}/greenroom.log`], ['HOME=/home/ana']],
  ['an editor', false, ['vi', `${folder}/greenroom.config.ts`], [`PWD=${folder}`]],
  ['the demo beside it', false, ['node', 'cli.ts', 'start'], [`GREENROOM_DATA_DIR=${folder}0/data`]],
  ['a PostgreSQL of somebody else', false, ['postgres', '-D', '/var/lib/postgresql', folder], []],
] as const)('%s belongs to the demo: %s', (_, belongs, args, env) => {
  expect(belongsTo(folder, args, env)).toBe(belongs);
});
