import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { type Server, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSource } from '../../../src/adapters/git/source.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { type GithubStandin, startGithub } from '../../../standins/github/start.ts';
import { silentLog } from '../../world/silent-log.ts';

const never = new AbortController().signal;
let github: GithubStandin;
let commit: string;

beforeAll(async () => {
  github = await startGithub();
  await github.world.addRepository('acme/advent', { private: true });
  const large = randomBytes(90_000).toString('base64');
  commit = await github.world.commit('acme/advent', 'staging', { 'a.txt': large }, { author: 'ana', message: 'Large' });
});
afterAll(() => github.close());

/** A line between git and its server that brings 3,000 bytes each tenth of a second, or after some of them nothing. */
async function line(mostBytes: number): Promise<number> {
  const server: Server = createServer((client) => {
    const far = connect(Number(new URL(github.serverUrl).port), '127.0.0.1');
    client.pipe(far);
    void (async () => {
      let bytes = 0;
      try {
        for await (const chunk of far) {
          const data = Buffer.from(chunk);
          for (let at = 0; at < data.length; at += 3_000) {
            if (bytes > mostBytes) await once(client, 'close');
            bytes += 3_000;
            client.write(data.subarray(at, at + 3_000));
            await systemClock.wait(100);
          }
        }
        client.end();
      } catch {
        client.destroy();
      }
    })();
    client.on('error', () => far.destroy());
    client.on('close', () => far.destroy());
    far.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function mirrored(port: number) {
  const dataDir = mkdtempSync(join(tmpdir(), 'greenroom-source-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return createSource({
    dataDir,
    serverUrl: `http://127.0.0.1:${port}`,
    repositories: { advent: 'acme/advent' },
    token: async () => github.world.botToken,
    log: silentLog,
    silenceSeconds: 1,
  });
}

describe('a repository that is large, or whose server is slow', () => {
  it('is fetched however long it takes, as long as something comes', async () => {
    const source = mirrored(await line(Infinity));
    await source.fetch('advent', never);
    expect(await source.head('advent', 'staging')).toBe(commit);
  });

  it('is given up where the server falls silent, in words', async () => {
    const source = mirrored(await line(20_000));
    await expect(source.fetch('advent', never)).rejects.toThrow(/too slow/);
  });
});
