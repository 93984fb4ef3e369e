import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { userFor } from '../../../src/platform/user-ids.ts';
import { localStage } from './stage.ts';

/** Only root can give builds a user of their own. */
describe.skipIf(process.getuid?.() !== 0)('what a killed worker’s build of another commit has left running', () => {
  it('is ended before the next build of the project, whose files it could write to', async () => {
    const looks = `
      const { readdirSync, statSync, readFileSync } = require('node:fs');
      const own = (pid) => { try { return statSync('/proc/' + pid).uid === process.getuid(); } catch { return false; } };
      const others = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name) && own(name) && name !== String(process.pid));
      console.log('beside it: ' + others.map((pid) => readFileSync('/proc/' + pid + '/comm', 'utf8').trim()).join());`;
    const build = { local: { run: [['node', '-e', looks]], start: ['node', 'server.js'] } };
    const here = await localStage({ services: { api: { build, health: '/healthz' } } });
    const left = spawn('sleep', ['3600'], {
      detached: true,
      stdio: 'ignore',
      ...userFor('staging', here.dataDir, 'advent', 'build'),
    });
    const gone = once(left, 'exit');
    await once(left, 'spawn');
    await here.builds('one');
    expect(here.printed()).toMatch(/^beside it: $/m);
    expect((await gone)[1]).toBe('SIGKILL');
  });
});
