import { chmodSync, existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { treeOf } from '../../../src/adapters/local/store.ts';
import { parseJson } from '../../../src/trust.ts';
import { processesWith } from '../../world/processes-with.ts';
import { appOf, installer, installStage } from './install-stage.ts';

const day = 24 * 60 * 60_000;

/** Where the packages are stored that were installed or used last. */
function storedOf(dataDir: string): string {
  const text = readFileSync(join(dataDir, 'installs/advent.json'), 'utf8');
  return treeOf(dataDir, `sha256:${/sha256:([0-9a-f]{64})/.exec(text)?.[1] ?? ''}`);
}

describe('the packages of an app', () => {
  it('are installed once, however many commits follow that change none of the files they are made of', async () => {
    const here = await installStage();
    const one = await here.built(await here.pushes(appOf('days 1', { 'page.html': 'one' })));
    const two = await here.built(await here.pushes(appOf('days 1', { 'page.html': 'two' })));
    expect(here.installs()).toBe(1);
    expect(here.printed()).toContain('found what was installed before from the same lock.txt, install.js');
    expect(two).not.toBe(one);
    for (const [digest, page] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      expect(here.reads(digest, 'page.html')).toBe(page);
      // A program of a package runs, and what an earlier build wrote into the packages is not there.
      expect(parseJson(here.reads(digest, 'built.json'))).toEqual({
        said: 'a program of a package\n',
        packages: 'days 1',
        spoiled: false,
      });
    }
  });

  it('are installed anew with another lockfile, and found again when that goes back to what it was', async () => {
    const here = await installStage();
    await here.built(await here.pushes(appOf('days 1')));
    const two = await here.built(await here.pushes(appOf('days 2')));
    expect(parseJson(here.reads(two, 'built.json'))).toMatchObject({ packages: 'days 2' });
    const back = await here.built(await here.pushes(appOf('days 1', { 'page.html': 'back' })));
    expect(parseJson(here.reads(back, 'built.json'))).toMatchObject({ packages: 'days 1' });
    expect(here.installs()).toBe(2);
  });

  it('are shared by the services that are installed in the same way', async () => {
    const here = await installStage(undefined, { api: {}, web: {} });
    const commit = await here.pushes(appOf('days 1'));
    expect(await here.built(commit, 'web')).toBe(await here.built(commit, 'api'));
    expect(here.installs()).toBe(1);
  });

  it.each([
    ['another command', { install: { from: ['lock.txt', 'install.js'], run: [['node', './install.js']] } }],
    ['one file more', { install: { from: ['lock.txt', 'install.js', 'build.js'], run: [['node', 'install.js']] } }],
    ['another variable', { env: { REGISTRY_TOKEN: 'of-another-registry' } }],
  ])('are installed once more where the config has %s', async (_, differs) => {
    const here = await installStage(undefined, { api: {}, web: differs });
    const commit = await here.pushes(appOf('days 1'));
    await here.built(commit, 'api');
    await here.built(commit, 'web');
    expect(here.installs()).toBe(2);
  });

  it.each(['version', 'arch'] as const)('are installed once more where this Node has another %s', async (what) => {
    const here = await installStage();
    await here.built(await here.pushes(appOf('days 1')));
    const { [what]: value } = process;
    onTestFinished(() => void Object.defineProperty(process, what, { value }));
    Object.defineProperty(process, what, { value: 'another' });
    await here.built(await here.pushes(appOf('days 1', { 'page.html': 'two' })));
    expect(here.installs()).toBe(2);
  });

  it('can depend on nothing but the files that they are made of: there is nothing else, and no word of the commit', async () => {
    const here = await installStage({ from: ['./lock.txt', 'install.js', 'patches/'], run: [['node', 'install.js']] });
    const files = appOf('days 1', { 'patches/days.patch': 'x', 'secret-of-this-commit.txt': 'x' });
    const digest = await here.built(await here.pushes(files));
    const had = parseJson(here.reads(digest, 'node_modules/had.json'));
    expect(had).toMatchObject({ files: ['install.js', 'lock.txt', 'patches', 'patches/days.patch'] });
    expect(had).toMatchObject({ variables: expect.arrayContaining(['REGISTRY_TOKEN', 'npm_config_cache']) });
    expect(JSON.stringify(had)).not.toContain('GREENROOM_');
    // One more file in a folder that is named is another folder.
    await here.built(await here.pushes({ ...files, 'patches/more.patch': 'y' }));
    expect(here.installs()).toBe(2);
  });

  it('are the same to a build whether they were installed for it or found, modes and all', async () => {
    const odd = `
      const fs = require('node:fs');
      for (const name of ['.git', 'node_modules/shut']) fs.mkdirSync(name, { recursive: true, mode: 0o300 });
      fs.writeFileSync('node_modules/only-mine', '', { mode: 0o200 });
      fs.writeFileSync('node_modules/program', '', { mode: 0o500 });`;
    const looks = `
      const fs = require('node:fs');
      const modeOf = (name) => (fs.lstatSync(name).mode & 0o777).toString(8);
      const names = ['shut', 'only-mine', 'program'].map((name) => 'node_modules/' + name);
      console.log('modes: ' + [fs.existsSync('.git'), ...names.map(modeOf)].join());`;
    const here = await installStage();
    for (const page of ['one', 'two'])
      await here.built(await here.pushes(appOf('days 1', { 'install.js': odd, 'build.js': looks, 'page.html': page })));
    expect(here.installs()).toBe(1);
    expect(here.printed().match(/^modes: .*$/gm)).toEqual(Array.from({ length: 2 }, () => 'modes: false,755,644,755'));
  });

  it('give way to what the commit has at the same place, and stand beside it in a folder of both', async () => {
    const here = await installStage();
    const own = { 'node_modules/had.json': '"of the commit"', 'node_modules/own/index.js': 'own' };
    const digest = await here.built(await here.pushes(appOf('days 1', own)));
    expect(here.reads(digest, 'node_modules/had.json')).toBe('"of the commit"');
    expect(here.reads(digest, 'node_modules/own/index.js')).toBe('own');
    expect(here.reads(digest, 'node_modules/days/bin/days')).toContain('a program of a package');
  });

  it('that somebody has changed in the store since are not built with, but installed anew', async () => {
    const here = await installStage();
    await here.built(await here.pushes(appOf('days 1')));
    const file = join(storedOf(here.dataDir), 'node_modules/days/index.js');
    chmodSync(file, 0o644);
    writeFileSync(file, 'module.exports = "evil"');
    const digest = await here.built(await here.pushes(appOf('days 1', { 'page.html': 'two' })));
    expect(parseJson(here.reads(digest, 'built.json'))).toMatchObject({ packages: 'days 1' });
    expect(here.installs()).toBe(2);
  });

  it('are installed once more where the note of them cannot be read', async () => {
    const here = await installStage();
    await here.built(await here.pushes(appOf('days 1')));
    writeFileSync(join(here.dataDir, 'installs/advent.json'), '[{"key":');
    await here.built(await here.pushes(appOf('days 1', { 'page.html': 'two' })));
    expect(here.installs()).toBe(2);
    await here.built(await here.pushes(appOf('days 1', { 'page.html': 'three' })));
    expect(here.installs()).toBe(2);
  });

  it('stay when artifacts are cleared away, but for those that five others were used after', async () => {
    const here = await installStage();
    await here.built(await here.pushes(appOf('days 0')));
    const oldest = storedOf(here.dataDir);
    await here.built(await here.pushes(appOf('days 1')));
    const inUse = storedOf(here.dataDir);
    for (const lock of ['days 2', 'days 3', 'days 4']) await here.built(await here.pushes(appOf(lock)));
    await here.built(await here.pushes(appOf('days 1', { 'page.html': 'two' })));
    for (const lock of ['days 5', 'days 6']) await here.built(await here.pushes(appOf(lock)));
    // Of somebody who was killed while he wrote it.
    const digest = /[0-9a-f]{64}/.exec(oldest)?.[0] ?? '';
    writeFileSync(
      join(here.dataDir, 'installs/advent.json.4242'),
      JSON.stringify([{ key: 'x', digest: `sha256:${digest}` }]),
    );
    const store = join(here.dataDir, 'artifacts');
    const then = new Date(Date.now() - day);
    for (const name of readdirSync(store)) utimesSync(join(store, name), then, then);
    // And of a project that is not in the config any more.
    writeFileSync(join(here.dataDir, 'installs/gone.json'), JSON.stringify([{ key: 'x', digest: `sha256:${digest}` }]));
    await here.builder.clear(new Set(), Date.now());
    expect(readdirSync(join(here.dataDir, 'installs'))).not.toContain('gone.json');
    expect(readdirSync(store).length).toBe(5);
    expect([existsSync(oldest), existsSync(inUse)]).toEqual([false, true]);
  });
});

/** Only root can give builds a user of their own. */
describe.skipIf(process.getuid?.() !== 0)('packages that are being stored', () => {
  it('cannot be reached by the build that goes on meanwhile, as the user that has installed them', async () => {
    const looks = `
      const { readdirSync } = require('node:fs');
      const { join, resolve } = require('node:path');
      const tries = (what) => { try { return what(); } catch (error) { return error.code; } };
      const builds = resolve('../..');
      for (const one of readdirSync(builds))
        if (join(builds, one) !== resolve('..')) console.log('found: ' + tries(() => String(readdirSync(join(builds, one)))));
      console.log('has looked');
      process.exit();`;
    const here = await installStage();
    const { promise: looked, resolve } = Promise.withResolvers<void>();
    let fences = 0;
    const result = await here.builds(await here.pushes(appOf('days 1', { 'build.js': looks })), 'api', {
      // After the install; and then nothing is stored before the build has looked.
      fence: async () => void ((fences += 1) > 1 && (await looked)),
      output: (chunk) => void (chunk.includes('has looked') && resolve()),
    });
    expect(result).toMatchObject({ ok: true });
    expect(here.printed()).toContain('found: EACCES');
  });
});

describe('an install that cannot be', () => {
  it('names the file that the config wants and the commit does not have', async () => {
    const here = await installStage();
    const { 'lock.txt': _, ...without } = appOf('');
    expect(await here.builds(await here.pushes(without))).toEqual({
      ok: false,
      code: 'build.failed',
      detail: 'the commit has no lock.txt, which build.local.install.from of the config names',
      retry: false,
    });
  });

  it('says what it had when it fails, and is tried again with the next build', async () => {
    const here = await installStage();
    const needs = { 'install.js': "require('./scripts/prepare.js');", 'scripts/prepare.js': '' };
    const commit = await here.pushes(appOf('days 1', needs));
    expect(await here.builds(commit)).toMatchObject({
      ok: false,
      code: 'build.failed',
      detail: 'node ended with 1, where it had lock.txt, install.js and nothing else of the commit',
    });
    expect(here.printed()).toContain("Cannot find module './scripts/prepare.js'");
    await here.builds(commit);
    expect(here.installs()).toBe(2);
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  });

  it('is kept where the build that it is for fails after it', async () => {
    const here = await installStage();
    expect(await here.builds(await here.pushes(appOf('days 1', { 'build.js': 'process.exit(1);' })))).toMatchObject({
      ok: false,
      detail: 'node ended with 1',
    });
    await here.built(await here.pushes(appOf('days 1')));
    expect(here.installs()).toBe(1);
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  });

  it('is kept by nobody whose lease is lost meanwhile', async () => {
    const here = await installStage();
    const lost = { fence: () => Promise.reject(new Error('lease.lost')) };
    await expect(here.builds(await here.pushes(appOf('days 1')), 'api', lost)).rejects.toThrow('lease.lost');
    expect(existsSync(join(here.dataDir, 'installs'))).toBe(false);
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  });

  it('has failed, in words, where it leaves a name that cannot be taken along', async () => {
    const here = await installStage();
    const odd = "require('node:fs').writeFileSync(Buffer.from([0x66, 0xff]), '');";
    expect(await here.builds(await here.pushes(appOf('days 1', { 'install.js': odd })))).toMatchObject({
      ok: false,
      code: 'build.failed',
      detail: expect.stringContaining('what was installed could not be copied: cp: cannot stat'),
      retry: false,
    });
  });

  it('is refused where a link of it leads out of its folder', async () => {
    const here = await installStage();
    const out = "require('node:fs').symlinkSync('/etc', 'etc');";
    expect(await here.builds(await here.pushes(appOf('days 1', { 'install.js': out })))).toMatchObject({
      ok: false,
      code: 'build.failed',
      detail: 'etc leads out of the tree, to /etc',
    });
  });

  it('that a killed worker has left running is ended by the next one, which installs from the start', async () => {
    const here = await installStage();
    const onceOnly = `
      const mark = process.env.npm_config_cache + '/_cacache/was-here';
      if (!require('node:fs').existsSync(mark)) {
        require('node:fs').mkdirSync(process.env.npm_config_cache + '/_cacache');
        require('node:fs').writeFileSync(mark, '');
        require('node:fs').writeFileSync('half.txt', '');
        console.log('hanging');
        setInterval(() => {}, 1000);
      } else { ${installer} }`;
    const commit = await here.pushes(appOf('days 1', { 'install.js': onceOnly }));
    const { promise: hanging, resolve } = Promise.withResolvers<void>();
    const left = here.builds(commit, 'api', { output: (chunk) => void (chunk.includes('hanging') && resolve()) });
    await hanging;
    const next = await here.builds(commit, 'api', {}, here.worker());
    expect(await left).toMatchObject({ ok: false });
    expect(next).toMatchObject({ ok: true });
    if (next.ok) expect(() => here.reads(next.artifact.digest, 'half.txt')).toThrow('ENOENT');
    expect(processesWith(here.dataDir)).toEqual([]);
  });

  it('that is stopped leaves nothing running, and nothing that a later build would take for packages', async () => {
    const here = await installStage();
    const hangs = `${installer}; console.log('hanging'); setInterval(() => {}, 1000, 'an-install-that-hangs');`;
    const commit = await here.pushes(appOf('days 1', { 'install.js': hangs }));
    const stop = new AbortController();
    const output = (chunk: string): void => {
      if (chunk.includes('hanging')) stop.abort();
    };
    const stopped = await here.builds(commit, 'api', { signal: stop.signal, output });
    expect(stopped).toMatchObject({ ok: false, code: 'build.deadline', retry: true });
    expect(processesWith(here.dataDir)).toEqual([]);
    expect(existsSync(join(here.dataDir, 'installs'))).toBe(false);
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  });
});
