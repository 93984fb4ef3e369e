import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AppLog } from '../../../src/adapters/local/host/app-log.ts';
import { AppProcess } from '../../../src/adapters/local/host/app-process.ts';

const answersOnce = `
  require('node:http')
    .createServer((_, response) => response.end('well', () => setImmediate(() => process.exit(3))))
    .listen(process.env.PORT, process.env.HOST);`;

it('an app that has ended is not signalled when it is to be stopped: its number may be another’s by now', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'greenroom-app-'));
  onTestFinished(() => rmSync(tree, { recursive: true }));
  const digest = `sha256:${'0'.repeat(64)}` as const;
  const start = [process.execPath, '-e', answersOnce];
  const version = { digest, commit: 'a'.repeat(40), tree, start, env: {}, health: '/' };
  const started = await AppProcess.start(version, 'mark', new AppLog(join(tree, 'app.log')), 20_000);
  if (!started.well) throw new Error(started.detail);
  expect(await started.app.ended).toBe('ended with 3');
  const kill = vi.spyOn(process, 'kill');
  onTestFinished(() => kill.mockRestore());
  await started.app.stop();
  expect(kill).not.toHaveBeenCalled();
});
