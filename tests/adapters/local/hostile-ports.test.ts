import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { hashTree } from '../../../src/adapters/local/hash-tree.ts';
import { AppLog } from '../../../src/adapters/local/host/app-log.ts';
import { AppProcess } from '../../../src/adapters/local/host/app-process.ts';
import { HostedService } from '../../../src/adapters/local/host/hosted-service.ts';
import { giveTo } from '../../../src/adapters/local/own.ts';
import { type UserIds, userFor } from '../../../src/platform/user-ids.ts';
import { freePort } from '../../world/free-port.ts';
import { until } from '../../world/until.ts';
import { begins, hostileUser } from './begins.ts';

let folder: string;
let user: UserIds;

/** Only root can give pushed code a user of its own. */
describe.skipIf(process.getuid?.() !== 0)('a user who waits for the port of another’s app', () => {
  beforeEach(() => {
    ({ folder, user } = hostileUser());
  });

  it('is not taken for an app whose port it has taken before the app could', async () => {
    const tells = "require('node:fs').writeFileSync('port', process.env.PORT); setInterval(() => {}, 1000);";
    const takes = `
      const { existsSync, readFileSync } = require('node:fs');
      const { createServer } = require('node:http');
      console.log('waits');
      const look = setInterval(() => {
        const port = existsSync(process.argv[1]) ? Number(readFileSync(process.argv[1], 'utf8')) : 0;
        if (port === 0) return;
        clearInterval(look);
        createServer((_, response) => response.end('well')).listen(port, '127.0.0.1');
      }, 5);`;
    const app = userFor('production', folder, 'app');
    if (app === undefined) throw new Error('root can choose a user');
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    await giveTo(tree, app);
    await begins(user, process.execPath, '-e', takes, join(tree, 'port')).says('waits');
    const digest = `sha256:${'0'.repeat(64)}` as const;
    const start = [process.execPath, '-e', tells];
    const version = { digest, commit: 'a'.repeat(40), tree, start, env: {}, health: '/', user: app };
    const started = await AppProcess.start(version, 'mark', new AppLog(join(folder, 'app.log')), 2_000);
    if (started.well) await started.app.stop();
    expect(started).toMatchObject({ well: false, code: 'switch.unhealthy' });
    expect(started.well ? '' : started.detail).toContain(
      `a program of another user (${String(user.uid)}) listens on its port`,
    );
  });

  it('is not asked for an app that has let go of its port: that is ended, and serves again on another', async () => {
    const lets = `
      const { existsSync, writeFileSync } = require('node:fs');
      const server = require('node:http').createServer((request, response) => response.end('the app'));
      server.listen(process.env.PORT, process.env.HOST, () => writeFileSync('port', process.env.PORT));
      if (!existsSync('first')) {
        writeFileSync('first', '');
        const look = setInterval(() => {
          if (!existsSync('let-go')) return;
          clearInterval(look);
          server.close();
          server.closeAllConnections();
        }, 5);
      }
      setInterval(() => {}, 1000);`;
    const takes = `
      const { createServer } = require('node:http');
      console.log('waits');
      const take = () => createServer((_, response) => response.end('a stranger')).on('error', () => setTimeout(take, 5))
        .listen(Number(process.argv[1]), '127.0.0.1', () => console.log('has it'));
      take();`;
    const app = userFor('production', folder, 'app');
    if (app === undefined) throw new Error('root can choose a user');
    const tree = join(folder, 'tree');
    mkdirSync(tree);
    const digest = await hashTree(tree);
    await giveTo(tree, app);
    const version = {
      digest,
      commit: 'a'.repeat(40),
      tree,
      start: [process.execPath, '-e', lets],
      env: {},
      health: '/',
      user: app,
    };
    const port = await freePort();
    const service = new HostedService(
      'api',
      { host: '127.0.0.1', port },
      'mark',
      new AppLog(join(folder, 'app.log')),
      () => undefined,
    );
    onTestFinished(() => service.close());
    const request = { token: 1, service: 'api', host: '127.0.0.1', port, version, deadlineMs: 20_000, afresh: false };
    expect(await service.change(request, undefined, new AbortController().signal)).toMatchObject({ ok: true });
    const asks = async (): Promise<string> => (await fetch(`http://127.0.0.1:${String(port)}/`)).text();
    expect(await asks()).toBe('the app');
    const its = readFileSync(join(tree, 'port'), 'utf8');
    const stranger = begins(user, process.execPath, '-e', takes, its);
    await stranger.says('waits');
    // The tree is read again before it is started again, and has to be as it was.
    writeFileSync(join(tree, 'let-go'), '');
    await stranger.says('has it');
    for (const name of ['port', 'first', 'let-go']) unlinkSync(join(tree, name));
    await until('the app answers again', async () => (await asks().catch(() => '')) === 'the app');
    expect(await asks()).toBe('the app');
  });
});
