import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tinyProject } from '../../world/tiny-app.ts';
import { localStage } from './stage.ts';

/** As a script does that copies its folder into a folder below it. */
const deeper = `
const fs = require('node:fs');
for (let n = 0; n < 30; n += 1) {
  const name = 'd'.repeat(200);
  fs.mkdirSync(name);
  fs.writeFileSync(name + '/file.js', '');
  fs.chmodSync(name + '/file.js', 0o444);
  process.chdir(name);
}`;

it('a build whose paths grow too long for the system has failed, in words, and nothing of it is left, also the next time', async () => {
  const build = { local: { run: [['node', '-e', deeper]], start: ['node', 'server.js'] } };
  const here = await localStage({ services: { api: { ...tinyProject.services.api, build } } });
  const commit = here.commits('deep');
  for (let tries = 0; tries < 2; tries += 1) {
    expect(await here.builder.build('advent', commit, 'api', here.io())).toEqual({
      ok: false,
      code: 'build.failed',
      detail: 'a path in the tree is longer than the system allows (PATH_MAX)',
      retry: false,
    });
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  }
});
