import { connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWebhooks } from '../../src/webhooks/server.ts';
import type { FrontDoorOptions } from './front-door.ts';
import { deliver, openFrontDoor, push, signatureOf } from './front-door.ts';
import { HeldClock } from './held-clock.ts';
import { MemoryLedger } from './memory-ledger.ts';

async function door(options: FrontDoorOptions = {}) {
  const opened = await openFrontDoor(options);
  onTestFinished(() => opened.webhooks.close());
  return opened;
}

test('a signed push is durable, becomes one intent per following environment, and is queued', async () => {
  const { hook, ledger, queued } = await door();
  const answer = await deliver(hook, 'push', push(), { 'x-github-delivery': 'd-1' });
  expect(answer).toEqual({ status: 202, body: { delivery: 'd-1', standing: 'fresh' } });
  expect(ledger.deliveries.get('d-1')).toMatchObject({
    event: 'push',
    repository: 'acme/advent',
    ref: 'refs/heads/staging',
    before: 'a'.repeat(40),
    after: 'b'.repeat(40),
    bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(ledger.deliveries.get('d-1')?.raw?.toString()).toBe(JSON.stringify(push()));
  await vi.waitFor(() => expect(queued).toEqual([['staging', 'intent-1']]));
  const wish = {
    kind: 'look-at-branch',
    project: 'advent',
    environment: 'staging',
    tier: 'staging',
    branch: 'staging',
    cause: 'push',
    after: 'b'.repeat(40),
    pusher: 'ana',
    delivery: 'd-1',
  };
  expect(ledger.intents.map(({ intent }) => intent)).toEqual([wish]);
});

test.each([
  ['missing', { 'x-hub-signature-256': undefined }, 'signature-missing'],
  [
    'SHA-1 only',
    { 'x-hub-signature-256': undefined, 'x-hub-signature': signatureOf('{}', 'secret', 'sha1') },
    'signature-sha1-only',
  ],
  ['SHA-1 in its place', { 'x-hub-signature-256': signatureOf('{}', 'secret', 'sha1') }, 'signature-wrong'],
  ['of another secret', { 'x-hub-signature-256': signatureOf('{}', 'other') }, 'signature-wrong'],
  ['of another body', { 'x-hub-signature-256': signatureOf('{ }') }, 'signature-wrong'],
  ['in capitals', { 'x-hub-signature-256': signatureOf('{}').toUpperCase() }, 'signature-wrong'],
  ['empty', { 'x-hub-signature-256': '' }, 'signature-wrong'],
])('a signature that is %s is 401 with a remedy, and leaves nothing but a count', async (_, headers, error) => {
  const { hook, ledger, lines } = await door();
  const answer = await deliver(hook, 'push', '{}', headers);
  expect(answer.status).toBe(401);
  expect(answer.body).toEqual({ error, message: expect.stringMatching(/secret|SHA-1/) });
  expect(ledger.deliveries.size).toBe(0);
  expect(lines).toEqual([]);
});

test('several secrets are good while they rotate', async () => {
  const { hook } = await door({ secrets: ['new', 'old'] });
  for (const [secret, status] of [
    ['new', 202],
    ['old', 202],
    ['older', 401],
  ] as const) {
    const body = JSON.stringify(push({ marker: secret }));
    const answer = await deliver(hook, 'push', body, { 'x-hub-signature-256': signatureOf(body, secret) });
    expect(answer.status).toBe(status);
  }
});

test('without a secret it does not start', () => {
  for (const secrets of [[], [''], ['good', '']]) {
    const make = () =>
      createWebhooks({
        intents: new MemoryLedger(),
        queue: { add: () => Promise.resolve(), close: () => Promise.resolve() },
        clock: new HeldClock(),
        log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn(), child: vi.fn() },
        config: { secrets, projects: {} },
        host: '127.0.0.1',
        port: 0,
        readiness: () => Promise.resolve([]),
      });
    expect(make).toThrow(/GITHUB_WEBHOOK_SECRET is empty/);
  }
});

test('sizes, types and other addresses are refused in words', async () => {
  const { hook, url, ledger } = await door();
  const fits = JSON.stringify(push({ padding: 'x'.repeat(1024 * 1024 - 400) }));
  expect((await deliver(hook, 'push', fits)).status).toBe(202);
  const huge = JSON.stringify(push({ padding: 'x'.repeat(1024 * 1024) }));
  expect(await deliver(hook, 'push', huge)).toMatchObject({ status: 413, body: { message: /1 MiB/ } });
  const form = await deliver(hook, 'push', 'payload=%7B%7D', { 'content-type': 'application/x-www-form-urlencoded' });
  expect(form).toMatchObject({ status: 415, body: { message: expect.stringContaining('application/json') } });
  expect((await deliver(hook, 'push', '', {})).status).toBe(401);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  expect((await fetch(hook)).status).toBe(404);
  expect(ledger.deliveries.size).toBe(1);
});

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
test.each([
  ['id missing', push(), { 'x-github-delivery': undefined }],
  ['id with odd characters', push(), { 'x-github-delivery': "1'; drop" }],
  ['id too long', push(), { 'x-github-delivery': 'a'.repeat(65) }],
  ['event missing', push(), { 'x-github-event': undefined }],
  ['event odd', push(), { 'x-github-event': '../push' }],
  ['no JSON', 'not json', {}],
  ['half of a JSON', '{"ref":', {}],
  ['JSON but no object', '"push"', {}],
  ['an array', '[]', {}],
  ['nested too deep', `{"x":${deep(5000)}}`, {}],
  ['NUL in the repository', push({ repository: { full_name: 'acme/advent\u0000', fork: false } }), {}],
  ['NUL in the ref', push({ ref: 'refs/heads/a\u0000b' }), {}],
  ['newline in the ref', push({ ref: 'refs/heads/a\nb' }), {}],
  ['half a surrogate pair', '{"ref":"refs/heads/\\ud800"}', {}],
  ['a repository path', push({ repository: { full_name: '../../etc', fork: false } }), {}],
  ['a ref of 2 kB', push({ ref: `refs/heads/${'x'.repeat(2000)}` }), {}],
])('signed but malformed (%s): 400 in words, nothing recorded', async (_, payload, headers) => {
  const { hook, ledger } = await door();
  const answer = await deliver(hook, 'push', payload, headers);
  expect(answer).toMatchObject({ status: 400, body: { error: 'malformed', message: expect.any(String) } });
  expect(ledger.deliveries.size).toBe(0);
});

test('nesting that GitHub could send, and brackets inside strings, are fine', async () => {
  const { hook } = await door();
  expect((await deliver(hook, 'push', push({ x: JSON.parse(deep(50)) }))).status).toBe(202);
  expect((await deliver(hook, 'push', push({ x: `"\\"${deep(500)}` }))).status).toBe(202);
});

test('bytes that are no UTF-8 never pass for the body that was signed', async () => {
  const { hook } = await door();
  const signed = Buffer.from(JSON.stringify(push({ x: '\ufffd' })));
  const at = signed.indexOf('\ufffd');
  const forged = Buffer.concat([signed.subarray(0, at), Buffer.from([0xff]), signed.subarray(at + 3)]);
  expect(forged.toString('utf8')).toBe(signed.toString('utf8'));
  const answer = await deliver(hook, 'push', forged, { 'x-hub-signature-256': signatureOf(signed) });
  expect(answer.status).toBe(401);
});

test('a ledger that refuses is 503 at once; one that hangs is 503 after 200 ms of the clock', async () => {
  const ledger = new MemoryLedger();
  const clock = new HeldClock();
  const { hook, url, queued } = await door({ ledger, clock });
  ledger.before = () => Promise.reject(new Error('ECONNREFUSED'));
  expect(await deliver(hook, 'push', push())).toMatchObject({ status: 503, body: { error: 'ledger-away' } });

  let release = (): void => undefined;
  const asked = new Promise<void>((asks) => {
    ledger.before = () => {
      asks();
      return new Promise((resolve) => (release = resolve));
    };
  });
  const answer = deliver(hook, 'push', push(), { 'x-github-delivery': 'd-1' });
  await asked;
  clock.advance(199);
  let answered = false;
  void answer.then(() => (answered = true));
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(answered).toBe(false);
  clock.advance(1);
  expect((await answer).status).toBe(503);

  // The insert gets through after all: the sweep finds it, though GitHub was told that it failed.
  ledger.before = () => undefined;
  release();
  await vi.waitFor(() => expect(ledger.deliveries.has('d-1')).toBe(true));
  clock.advance(60_000);
  await vi.waitFor(() => expect(queued).toHaveLength(1));
});

test('a redelivery is taken up until the delivery is done, and then no more', async () => {
  const ledger = new MemoryLedger();
  const { hook, queued } = await door({ ledger });
  const body = JSON.stringify(push());
  const send = (id = 'd-1') => deliver(hook, 'push', body, { 'x-github-delivery': id });
  ledger.before = (method) => (method === 'recordDelivery' ? undefined : Promise.reject(new Error('gone')));
  expect((await send()).body).toMatchObject({ standing: 'fresh' });
  expect((await send()).body).toMatchObject({ standing: 'unfinished' });
  ledger.before = () => undefined;
  await vi.waitFor(async () => {
    expect((await send()).status).toBe(202);
    expect(queued.length).toBeGreaterThan(0);
  });
  await vi.waitFor(() => expect(ledger.ends.size).toBe(1));
  const before = ledger.intents.length;
  expect((await send()).body).toMatchObject({ standing: 'done' });
  // The signature does not cover the id: a captured body under a new one is the same delivery.
  expect((await send('d-2')).body).toMatchObject({ standing: 'done' });
  expect(ledger.intents).toHaveLength(before);
});

test('a client that goes away in mid-body harms nobody', async () => {
  const { hook, url, ledger } = await door();
  const { hostname, port } = new URL(url);
  for (let count = 0; count < 20; count += 1) {
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.write(
      'POST /webhooks/github HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"a"',
    );
    socket.destroy();
  }
  expect((await deliver(hook, 'push', push())).status).toBe(202);
  expect(ledger.deliveries.size).toBe(1);
});
