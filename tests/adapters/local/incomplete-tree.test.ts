import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSource } from '../../../src/adapters/git/source.ts';
import { startGithub } from '../../../standins/github/start.ts';
import { silentLog } from '../../world/silent-log.ts';
import { tinyApp } from '../../world/tiny-app.ts';
import { WorkingCopy } from '../../world/working-copy.ts';
import { localStage } from './stage.ts';

/** What git has of a file whose content is in Git LFS. */
const pointer = (letter: string): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${letter.repeat(64)}\nsize 482113\n`;
const inLfs = '*.png filter=lfs diff=lfs merge=lfs -text\n';

/** Ana's repository on GitHub, and a builder that takes from it what it builds. */
async function buildsFromGithub(...doesWithout: readonly string[]) {
  const here = await localStage();
  const github = await startGithub();
  const home = mkdtempSync(join(tmpdir(), 'greenroom-incomplete-'));
  onTestFinished(async () => {
    await github.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  await github.world.addRepository('acme/advent', { private: true });
  const mirror = createSource({
    dataDir: home,
    serverUrl: github.serverUrl,
    repositories: { advent: 'acme/advent' },
    doesWithout: { advent: doesWithout },
    token: async () => github.world.botToken,
    log: silentLog,
  });
  Object.assign(here.source, { export: mirror.export.bind(mirror) });
  const ana = new WorkingCopy(github.world.remote('acme/advent', 'ana'));
  onTestFinished(() => ana.close());
  await ana.open('staging');
  return {
    here,
    ana,
    pushed: async (files: Readonly<Record<string, string>>) => {
      const commit = await ana.push('staging', { ...tinyApp(), ...files }, 'Doors');
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
      code: 'build.incomplete',
      detail: '5 files are pointers to Git LFS: public/door-1.png, public/door-2.png, public/door-3.png and 2 more',
      retry: false,
    });
    expect(here.printed()).toBe('');
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  });

  it('is built where the config says that the app does without them; one more elsewhere is not let through by that', async () => {
    const { pushed } = await buildsFromGithub('design', './tests/shots/', 'icon.png');
    const known = {
      '.gitattributes': inLfs,
      'design/logo.png': pointer('a'),
      'tests/shots/door.png': pointer('b'),
      'icon.png': pointer('c'),
    };
    expect(await pushed(known)).toMatchObject({ ok: true });
    expect(await pushed({ ...known, 'designs/new.png': pointer('d') })).toMatchObject({
      code: 'build.incomplete',
      detail: 'designs/new.png is a pointer to Git LFS',
    });
  });

  it('is built where its build brings them, which the config says of the whole repository', async () => {
    const { pushed } = await buildsFromGithub('.');
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

describe('a commit with submodules', () => {
  const elsewhere = ['https://github.com/acme/rules.git', 'c'.repeat(40)] as const;

  it('is not built with empty folders in their place: the card names them beside what is in LFS', async () => {
    const { ana, pushed } = await buildsFromGithub();
    await ana.submodule('vendor/rules', ...elsewhere);
    expect(await pushed({})).toMatchObject({ code: 'build.incomplete', detail: 'vendor/rules is a submodule' });
    await ana.submodule('design', ...elsewhere);
    expect(await pushed({ '.gitattributes': inLfs, 'door.png': pointer('1') })).toMatchObject({
      detail: 'door.png is a pointer to Git LFS; 2 folders are submodules: design, vendor/rules',
    });
  });

  it('is built where the config says that the app does without them', async () => {
    const { ana, pushed } = await buildsFromGithub('design');
    await ana.submodule('design', ...elsewhere);
    expect(await pushed({})).toMatchObject({ ok: true });
  });
});
