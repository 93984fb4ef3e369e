import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { HostClient } from '../../../src/adapters/local/host-client.ts';
import { giveTo } from '../../../src/adapters/local/own.ts';
import { removeTree } from '../../../src/adapters/local/remove-tree.ts';
import { withScratch } from '../../../src/adapters/local/scratch.ts';
import { isWhole, seal, treeOf } from '../../../src/adapters/local/store.ts';
import { takeOver } from '../../../src/adapters/local/take-over.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { run } from '../../../src/platform/exec.ts';
import { endAllOf } from '../../../src/platform/end-all-of.ts';
import type { UserIds } from '../../../src/platform/user-ids.ts';
import { tinyProject } from '../../world/tiny-app.ts';
import { begins, hostileUser } from './begins.ts';
import { localStage } from './stage.ts';

let folder: string;
let user: UserIds;

/** Ids of all that could act as the user, but for what is dead. */
const running = (): string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      const status = /^\d+$/.test(name) ? readFileSync(`/proc/${name}/status`, 'utf8') : '';
      return new RegExp(`^Uid:.*\\t${user.uid}(\\t|$)`, 'm').test(status) && !/^State:\s+[ZX]/m.test(status);
    } catch {
      return false;
    }
  });

/** Only root can give pushed code a user of its own, and only root has more rights than it. */
describe.skipIf(process.getuid?.() !== 0)('a user who does everything against it', () => {
  beforeEach(() => {
    ({ folder, user } = hostileUser());
  });

  it('is ended with all that it runs, though each of its programs starts the next one and ends', async () => {
    const chain = join(folder, 'chain.sh');
    writeFileSync(chain, 'setsid sh "$0" & exit\n');
    for (let chains = 0; chains < 2; chains += 1) begins(user, 'sh', chain);
    for (let rounds = 0; rounds < 4; rounds += 1) {
      await endAllOf(user);
      expect([running(), running(), running()]).toEqual([[], [], []]);
      for (let chains = 0; chains < 2; chains += 1) begins(user, 'sh', chain);
    }
  });

  it('is ended where it stops all that comes to run as itself, and whoever starts a program as that user goes on', async () => {
    const stops = `
      console.log('stops');
      for (;;) try { process.kill(-1, 'SIGSTOP'); } catch {}`;
    await begins(user, process.execPath, '-e', stops).says('stops');
    const started = await run('true', [], { cwd: '/', env: { PATH: '/usr/bin:/bin' }, user, deadlineMs: 500 });
    expect(started.ended).toBe('deadline');
    await endAllOf(user);
    expect(running()).toEqual([]);
  });

  it('has none of its files loaded by who starts its programs, before that is the user itself', async () => {
    const own = join(folder, 'own');
    mkdirSync(own);
    await giveTo(own, user);
    // The loader notes there what it loads, for each program anew (ld.so(8)): whose notes they are is who was loaded.
    const env = { PATH: '/usr/bin:/bin', LD_DEBUG: 'libs', LD_DEBUG_OUTPUT: join(own, 'loads'), KEPT: 'yes' };
    const ended = await run('sh', ['-c', 'echo $LD_DEBUG $KEPT'], { cwd: own, env, user });
    const notes = readdirSync(own);
    expect(notes).not.toEqual([]);
    expect(new Set(notes.map((name) => lstatSync(join(own, name)).uid))).toEqual(new Set([user.uid]));
    expect(ended.stdout).toBe('libs yes\n');
  });

  it('cannot be made who ends everybody: root is not ended', async () => {
    await expect(endAllOf({ uid: 0, gid: 0 })).rejects.toThrow('user 0 is not one to be ended');
  });

  it('cannot lead who removes its folder to another’s, by a link in the place of what is being removed', async () => {
    const victim = join(folder, 'victim');
    const own = join(folder, 'own');
    mkdirSync(victim, { mode: 0o700 });
    mkdirSync(join(own, 'd'), { recursive: true });
    const names = Array.from({ length: 2_000 }, (_, at) => `file-${String(at)}`);
    for (const name of names) {
      writeFileSync(join(victim, name), 'precious', { mode: 0o600 });
      writeFileSync(join(own, 'd', name), '');
    }
    await run('chown', ['-R', `${user.uid}:${user.gid}`, own], { cwd: '/', env: { PATH: '/usr/bin:/bin' } });
    const swaps = `
      const { existsSync, renameSync, symlinkSync } = require('node:fs');
      process.chdir(process.argv[1]);
      console.log('ready');
      const names = ${JSON.stringify(names)};
      for (;;)
        if (names.some((name) => !existsSync('d/' + name))) {
          renameSync('d', 'aside');
          symlinkSync(process.argv[2], 'd');
          break;
        }
      setInterval(() => {}, 1000);`;
    await begins(user, process.execPath, '-e', swaps, own, victim).says('ready');
    await removeTree(own).catch(() => undefined);
    expect(readdirSync(victim)).toHaveLength(names.length);
  });

  it('cannot lead who gives it a tree to another’s, by a link in the place of what it is given next', async () => {
    const victim = join(folder, 'victim');
    const tree = join(folder, 'tree');
    mkdirSync(victim, { mode: 0o700 });
    mkdirSync(join(tree, 'd/inner'), { recursive: true });
    const names = Array.from({ length: 2_000 }, (_, at) => `file-${String(at)}`);
    for (const name of names)
      for (const parent of [victim, join(tree, 'd/inner')]) writeFileSync(join(parent, name), '', { mode: 0o600 });
    const swaps = `
      const { renameSync, symlinkSync } = require('node:fs');
      console.log('ready');
      for (;;)
        try {
          renameSync(process.argv[1] + '/d/inner', process.argv[1] + '/d/aside');
          symlinkSync(process.argv[2], process.argv[1] + '/d/inner');
          break;
        } catch {}
      setInterval(() => {}, 1000);`;
    await begins(user, process.execPath, '-e', swaps, tree, victim).says('ready');
    await giveTo(tree, user);
    expect(new Set(names.map((name) => lstatSync(join(victim, name)).uid))).toEqual(new Set([0]));
  });

  it('cannot write any more to a tree that it has left open to everybody, before anything in it is taken over', async () => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    // Neither file nor link: taking over ends at once, and what was done until then is seen.
    await run('mkfifo', [join(tree, 'pipe')], { cwd: '/', env: { PATH: '/usr/bin:/bin' } });
    await run('chown', ['-R', `${user.uid}:${user.gid}`, tree], { cwd: '/', env: { PATH: '/usr/bin:/bin' } });
    chmodSync(tree, 0o777);
    await expect(takeOver(tree, user)).rejects.toThrow('neither a file nor a link');
    expect([lstatSync(tree).uid, lstatSync(tree).mode & 0o777]).toEqual([0, 0o755]);
  });

  it('cannot have a file of somebody else’s taken over as its own, by a second name of it', async () => {
    const victim = join(folder, 'victim');
    const tree = join(folder, 'tree');
    writeFileSync(victim, 'secret', { mode: 0o600 });
    mkdirSync(tree);
    writeFileSync(join(tree, 'own'), 'own');
    linkSync(join(tree, 'own'), join(tree, 'own-too'));
    await giveTo(tree, user);
    // Where the kernel does not forbid it (fs.protected_hardlinks), anybody can do that.
    linkSync(victim, join(tree, 'victim'));
    await expect(takeOver(tree, user)).rejects.toThrow('victim is not a file of who built it');
    expect(lstatSync(victim).mode & 0o777).toBe(0o600);
    unlinkSync(join(tree, 'victim'));
    await giveTo(tree, user);
    await takeOver(tree, user);
    expect(['own', 'own-too'].map((name) => lstatSync(join(tree, name)).uid)).toEqual([0, 0]);
  });

  it('changes nothing of what is stored by a file that it has handed on while that was open for writing', async () => {
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    writeFileSync(join(tree, 'server.js'), 'as it was tested');
    await giveTo(tree, user);
    const handedOn = openSync(join(tree, 'server.js'), 'r+');
    const digest = await seal(folder, tree, 'key', user);
    writeSync(handedOn, 'EVIL', 0);
    closeSync(handedOn);
    expect(await isWhole(folder, digest)).toBe(true);
    expect(readFileSync(join(treeOf(folder, digest), 'server.js'), 'utf8')).toBe('as it was tested');
    expect(readdirSync(join(folder, 'artifacts'))).toEqual([digest.slice('sha256:'.length)]);
    expect(existsSync(tree)).toBe(false);
  });

  it('is given no folder before everything that root puts there is in it', async () => {
    const owners: number[] = [];
    const look = async (scratch: string): Promise<void> => void owners.push(lstatSync(scratch).uid);
    await withScratch(folder, user, look, async (scratch) => {
      await look(scratch);
      mkdirSync(join(scratch, 'tree'));
    });
    expect(owners).toEqual([0, user.uid]);
  });

  it('is not taken for a host, where it has made the folder of a host’s socket first', async () => {
    // So long that the socket lies in /tmp, where anybody can make a folder.
    const dataDir = join(folder, 'd'.repeat(90));
    const client = new HostClient(dataDir, 'advent', 'production', systemClock);
    const shared = dirname(client.places.socket);
    mkdirSync(shared);
    onTestFinished(() => removeTree(shared));
    let asked = 0;
    const stranger = createServer((_, response) => void ((asked += 1), response.end('{}')));
    onTestFinished(() => void stranger.close());
    await new Promise<void>((resolve) => stranger.listen(client.places.socket, resolve));
    chownSync(shared, user.uid, user.gid);
    await expect(client.ensure()).rejects.toThrow('belongs to somebody else');
    expect(asked).toBe(0);
  });

  it('leaves a later build nothing in npm’s cache but what npm holds to its hashes', async () => {
    const leaves = `
      const { mkdirSync, readdirSync, writeFileSync } = require('node:fs');
      const cache = process.env.npm_config_cache;
      console.log('in the cache: ' + readdirSync(cache).sort().join());
      for (const name of ['_cacache', '_npx', '-rf']) {
        mkdirSync(cache + '/' + name + '/bin', { recursive: true });
        writeFileSync(cache + '/' + name + '/bin/evil', '', { mode: 0o4755 });
      }`;
    const { api } = tinyProject.services;
    const build = { local: { ...api.build.local, run: [['node', '-e', leaves]] } };
    const here = await localStage({ services: { api: { ...api, build } } });
    for (const name of ['one', 'two']) await here.builds(name);
    expect(here.printed().match(/^in the cache: .*$/gm)).toEqual(['in the cache: ', 'in the cache: _cacache']);
    expect(existsSync(join(here.dataDir, 'npm-cache/advent/_cacache/bin/evil'))).toBe(true);
  });
});
