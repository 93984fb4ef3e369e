import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSource } from '../../../src/adapters/git/source.ts';
import { startGithub } from '../../../standins/github/start.ts';
import { silentLog } from '../../world/silent-log.ts';
import { tinyApp } from '../../world/tiny-app.ts';
import { localStage } from './stage.ts';

/** What git has of a file whose content is in Git LFS. */
const pointer = (letter: string): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${letter.repeat(64)}\nsize 482113\n`;
const inLfs = '*.png filter=lfs diff=lfs merge=lfs -text\n';

/** Ana's repository on GitHub, and a builder that takes from it what it builds. */
async function buildsFromGithub(lfsPointers?: readonly string[]) {
  const here = await localStage();
  const github = await startGithub();
  const home = mkdtempSync(join(tmpdir(), 'greenroom-lfs-'));
  onTestFinished(async () => {
    await github.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  await github.world.addRepository('acme/advent', { private: true });
  const mirror = createSource({
    dataDir: home,
    serverUrl: github.serverUrl,
    repositories: { advent: 'acme/advent' },
    ...(lfsPointers === undefined ? {} : { lfsPointers: { advent: lfsPointers } }),
    token: async () => github.world.botToken,
    log: silentLog,
  });
  Object.assign(here.source, { export: mirror.export.bind(mirror) });
  return {
    here,
    pushed: async (files: Readonly<Record<string, string>>) => {
      const all = { ...tinyApp(), ...files };
      const commit = await github.world.commit('acme/advent', 'staging', all, { author: 'ana', message: 'Doors' });
      await mirror.fetch('advent', new AbortController().signal);
      return here.builder.build('advent', commit, 'api', here.io());
    },
  };
}

describe('a commit whose pictures are in Git LFS', () => {
  it('is not built from pointers: the card names them, and nothing is left behind', async () => {
    const { here, pushed } = await buildsFromGithub();
    const doors = Object.fromEntries([1, 2, 3, 4, 5].map((day) => [`public/door-${day}.png`, pointer(String(day))]));
    expect(await pushed({ 'public/.gitattributes': inLfs, ...doors, 'design/logo.png': pointer('a') })).toEqual({
      ok: false,
      code: 'build.lfs-pointers',
      detail: '5 files are pointers: public/door-1.png, public/door-2.png, public/door-3.png and 2 more',
      retry: false,
    });
    expect(here.printed()).toBe('');
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  });

  it('is built where the config says that the app does without them; one more elsewhere is not let through by that', async () => {
    const { pushed } = await buildsFromGithub(['design', './tests/shots/', 'icon.png']);
    const known = {
      '.gitattributes': inLfs,
      'design/logo.png': pointer('a'),
      'tests/shots/door.png': pointer('b'),
      'icon.png': pointer('c'),
    };
    expect(await pushed(known)).toMatchObject({ ok: true });
    expect(await pushed({ ...known, 'designs/new.png': pointer('d') })).toMatchObject({
      code: 'build.lfs-pointers',
      detail: 'designs/new.png is a pointer',
    });
  });

  it('is built where its build brings them, which the config says of the whole repository', async () => {
    const { pushed } = await buildsFromGithub(['.']);
    expect(await pushed({ '.gitattributes': inLfs, 'public/door.png': pointer('1') })).toMatchObject({ ok: true });
  });

  it('is built where git has the pictures themselves, from before they were to be in LFS, or an empty one', async () => {
    const { pushed } = await buildsFromGithub();
    const files = { '.gitattributes': inLfs, 'public/door.png': 'PNG, the picture itself\n', 'public/none.png': '' };
    expect(await pushed(files)).toMatchObject({ ok: true });
  });
});

it('a text that only looks like a pointer, where no attribute says LFS, is a file as any other', async () => {
  const { pushed } = await buildsFromGithub();
  expect(await pushed({ 'docs/about-lfs.txt': pointer('1') })).toMatchObject({ ok: true });
});
