import { randomInt } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** One for all runs of a machine, whatever TMPDIR each of them has. */
const taken = '/tmp/greenroom-test-ports';

/**
 * A port that nobody listens on just now. Production's may be taken only seconds later, so it is none that the system
 * hands out by itself meanwhile (those begin at 32768 on Linux, and higher elsewhere), and it is kept for this process:
 * otherwise two stories that run side by side may each take the other's production for their own.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 32_768);
    if (keep(port) && (await isFree(port))) return port;
  }
}

/** A link fails where the name is taken; a name whose process is gone is free again. */
function keep(port: number): boolean {
  mkdirSync(taken, { recursive: true });
  try {
    chmodSync(taken, 0o777);
  } catch {
    // Another user of this machine made it, and has opened it.
  }
  const name = join(taken, String(port));
  const draft = `${name}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, name);
    return true;
  } catch {
    if (!isAlive(name)) rmSync(name, { force: true });
    // Not tried again at once: of two that find the same stale name, only the next link decides.
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

function isAlive(name: string): boolean {
  try {
    process.kill(Number(readFileSync(name, 'utf8')), 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
