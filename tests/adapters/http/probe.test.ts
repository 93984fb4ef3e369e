import { createServer, type Server } from 'node:http';
import type { LookupFunction } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProbe, httpProbe } from '../../../src/adapters/http/probe.ts';

const never = new AbortController().signal;
let server: Server;
let url: string;
let requests = 0;

/** A name server that gives these answers one after the other, and the last one for ever. */
function naming(...answers: string[][]) {
  const asked: string[] = [];
  const lookup: LookupFunction = (host, options, done) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all === true) done(null, found);
    else done(null, found[0]?.address ?? '', found[0]?.family ?? 4);
  };
  return { asked, lookup };
}

beforeAll(async () => {
  server = createServer((request, response) => {
    requests += 1;
    if (request.url === '/hang') return;
    if (request.url === '/drip') {
      const drip = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(drip));
      return;
    }
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
  it.each(['http://[::ffff:169.254.169.254]/', 'http://2852039166/', 'http://0xa9fea9fe/'])(
    'is not fooled by the spelling %s',
    async (address) => {
      expect(await httpProbe.get(address, 1_000, never)).toMatchObject({
        reached: false,
        detail: expect.stringContaining('never asked') as string,
      });
    },
  );
  it('connects to the very address that it checked: a name is asked for once', async () => {
    const names = naming(['127.0.0.1'], ['169.254.169.254']);
    const answer = await createProbe(names.lookup).get(url.replace('127.0.0.1', 'app.test'), 1_000, never);
    expect(answer).toMatchObject({ reached: true, status: 200 });
    expect(names.asked).toEqual(['app.test']);
  });
  it('asks nobody where one of a name’s addresses is forbidden', async () => {
    const before = requests;
    const names = naming(['127.0.0.1', '169.254.169.254']);
    const answer = await createProbe(names.lookup).get(url.replace('127.0.0.1', 'app.test'), 1_000, never);
    expect(answer).toEqual({ reached: false, detail: 'app.test is 169.254.169.254, which is never asked' });
    expect(requests).toBe(before);
  });
  it('reaches an app on a port that fetch would refuse', async () => {
    const odd = createServer((_, response) => response.end('well'));
    const port = await new Promise<number>((resolve, reject) => {
      // From the list of bad ports in the fetch standard; the first that is free here.
      const left = [6566, 6667, 6697, 10_080];
      let now = 6000;
      odd.on('error', (error) => {
        const next = left.shift();
        if (next === undefined) reject(error);
        else odd.listen((now = next), '127.0.0.1');
      });
      odd.on('listening', () => resolve(now));
      odd.listen(now, '127.0.0.1');
    });
    const answer = await httpProbe.get(`http://127.0.0.1:${port}/`, 1_000, never);
    odd.close();
    expect(answer).toEqual({ reached: true, status: 200, body: 'well' });
  });
  it('gives up at the deadline on a body that never ends, and at once when told to stop', async () => {
    expect(await httpProbe.get(`${url}/drip`, 300, never)).toEqual({ reached: false, detail: 'no answer in time' });
    const stop = new AbortController();
    const asking = httpProbe.get(`${url}/hang`, 30_000, stop.signal);
    stop.abort();
    expect(await asking).toMatchObject({ reached: false });
  });
  it('gives up at the deadline, and says plainly when nobody is there', async () => {
    expect(await httpProbe.get(`${url}/hang`, 200, never)).toEqual({ reached: false, detail: 'no answer in time' });
    expect(await httpProbe.get('http://127.0.0.1:1/', 1_000, never)).toMatchObject({ reached: false });
  });
});
