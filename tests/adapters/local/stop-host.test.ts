import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { placesOf } from '../../../src/adapters/local/host/places.ts';
import { identify } from '../../../src/adapters/local/process-id.ts';
import { stopHost } from '../../../src/adapters/local/stop-host.ts';

/** A host that lets go of its lock when it is told to stop, and whose process takes its time to end. */
async function slowHost(): Promise<{ readonly dataDir: string; readonly process: ChildProcess }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'slow-host-'));
  const places = placesOf(dataDir, 'advent', 'staging');
  for (const folder of [places.folder, dirname(places.socket)]) mkdirSync(folder, { recursive: true });
  const itself = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  writeFileSync(places.lockFile, JSON.stringify(identify(itself.pid ?? 0)));
  const server = createServer((request, response) => {
    if (request.url === '/stop') rmSync(places.lockFile);
    response.end(request.url === '/state' ? '{"token":1,"services":[]}' : '{"ok":true}');
  });
  await new Promise<void>((done) => server.listen(places.socket, done));
  onTestFinished(() => {
    itself.kill('SIGKILL');
    server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return { dataDir, process: itself };
}

test('a host that was told to stop has ended when its process has, not when it let go of its lock', async () => {
  const host = await slowHost();
  let waits = 0;
  const clock = {
    now: () => 0,
    wait: async () => {
      waits += 1;
      if (waits < 3) return;
      host.process.kill('SIGKILL');
      if (host.process.exitCode === null && host.process.signalCode === null) await once(host.process, 'exit');
    },
  };
  expect(await stopHost(host.dataDir, 'advent', 'staging', clock)).toBe(true);
  expect(waits).toBe(3);
});
