import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpProbe } from '../../../src/adapters/http/probe.ts';

const never = new AbortController().signal;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/hang') return;
    if (request.url === '/away') response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    else if (request.url === '/long') response.end('x'.repeat(1_000_000));
    else response.end('well');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a look from outside', () => {
  it('reads status and body', async () => {
    expect(await httpProbe.get(`${url}/`, 1_000, never)).toEqual({ reached: true, status: 200, body: 'well' });
  });
  it('reads at most 64 KiB', async () => {
    const answer = await httpProbe.get(`${url}/long`, 5_000, never);
    expect(answer.reached && answer.body.length).toBe(64 * 1024);
  });
  it('takes a redirect for an answer and goes nowhere', async () => {
    expect(await httpProbe.get(`${url}/away`, 1_000, never)).toMatchObject({ reached: true, status: 302 });
  });
  it.each(['http://169.254.169.254/', 'http://[fe80::1]/', 'http://[fd00:ec2::254]/'])(
    'never asks %s',
    async (address) => {
      expect(await httpProbe.get(address, 1_000, never)).toMatchObject({
        reached: false,
        detail: expect.stringContaining('never asked') as string,
      });
    },
  );
  it('gives up at the deadline, and says plainly when nobody is there', async () => {
    expect(await httpProbe.get(`${url}/hang`, 200, never)).toEqual({ reached: false, detail: 'no answer in time' });
    expect(await httpProbe.get('http://127.0.0.1:1/', 1_000, never)).toMatchObject({ reached: false });
  });
});
