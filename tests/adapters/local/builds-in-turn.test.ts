import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { userFor } from '../../../src/platform/user-ids.ts';
import { localStage } from './stage.ts';

/** A stage with one build under way, which ends when it is let. */
async function withOneUnderWay() {
  const here = await localStage();
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const one = here.builder.build('advent', here.commits('one', { buildAsks: port }), 'api', here.io());
  const [asking]: Socket[] = await once(server, 'connection');
  return { ...here, one, letsItEnd: () => void asking?.end('go on') };
}

describe('two pushes of one project, to two staging environments at once', () => {
  it('are built one after the other, and neither ends what the other runs', async () => {
    const here = await withOneUnderWay();
    const output = (chunk: string): void => {
      if (chunk === 'Another build of advent is under way; this one is next.\n') here.letsItEnd();
    };
    const two = here.builder.build('advent', here.commits('two'), 'api', here.io({ output }));
    expect([await here.one, await two]).toMatchObject([{ ok: true }, { ok: true }]);
  });

  it('need not wait for each other to be given up', async () => {
    const here = await withOneUnderWay();
    const stop = new AbortController();
    const two = here.builder.build('advent', here.commits('two'), 'api', here.io({ signal: stop.signal }));
    const three = here.builder.build('advent', here.commits('three'), 'api', here.io());
    stop.abort(new Error('cancelled'));
    await expect(two).rejects.toThrow('cancelled');
    here.letsItEnd();
    expect([await here.one, await three]).toMatchObject([{ ok: true }, { ok: true }]);
    expect(here.printed()).not.toContain(`building ${Buffer.from('two').toString('hex')}`);
  });
});

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
