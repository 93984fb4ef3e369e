import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createPeople } from '../../../src/adapters/discord/people.ts';
import { CredentialRefused } from '../../../src/core/credential-refused.ts';
import type { People } from '../../../src/ports/people.ts';

const guild = '200000000000000001';
const token = 'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs';
const card = { channelId: '200000000000000002', messageId: '300000000000000001' };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Answer = (request: { path: string; query: URLSearchParams }) => { status: number; body: unknown } | 'hang';

/** Discord's REST as far as it is needed here; what was asked is kept. */
async function discord(answer: Answer): Promise<{ people: People; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://x');
    asked.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    expect(request.headers.authorization).toBe(`Bot ${token}`);
    const given = answer({ path: url.pathname, query: url.searchParams });
    if (given === 'hang') return;
    const isText = typeof given.body === 'string';
    response.writeHead(given.status, { 'content-type': isText ? 'text/html' : 'application/json' });
    response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { people: createPeople({ token, apiUrl: `http://127.0.0.1:${String(port)}/api`, guild }), asked };
}

const ben = { id: '100000000000000002', username: 'ben', global_name: 'Ben', bot: false };

describe('a member', () => {
  test('is read afresh each time, with roles by id', async () => {
    let roles = ['200000000000000006'];
    const { people, asked } = await discord(() => ({ status: 200, body: { user: ben, nick: null, roles } }));
    expect(await people.member(ben.id)).toEqual({ id: ben.id, name: 'Ben', bot: false, roleIds: roles });
    roles = [];
    expect((await people.member(ben.id))?.roleIds).toEqual([]);
    expect(asked).toEqual(Array.from({ length: 2 }, () => `GET /api/v10/guilds/${guild}/members/${ben.id}`));
  });

  test.each([10007, 10013])('who is not in the server (code %i) is nobody', async (code) => {
    const { people } = await discord(() => ({ status: 404, body: { code, message: 'Unknown' } }));
    expect(await people.member(ben.id)).toBeUndefined();
  });

  test('of a server that is not known is an error, not nobody', async () => {
    const { people } = await discord(() => ({ status: 404, body: { code: 10004, message: 'Unknown Guild' } }));
    await expect(people.member(ben.id)).rejects.toThrow('Unknown Guild');
  });

  test('whose id is none is not even asked for', async () => {
    const { people, asked } = await discord(() => ({ status: 200, body: { user: ben, roles: [] } }));
    expect(await people.member('../@me')).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test.each([
    ['no roles', { user: ben }],
    ['roles that are no ids', { user: ben, roles: [1] }],
    ['no user', { roles: [] }],
    ['HTML', '<html>hello</html>'],
  ])('in an answer with %s is an error: unknown is never taken for “no roles”', async (_what, body) => {
    const { people } = await discord(() => ({ status: 200, body }));
    await expect(people.member(ben.id)).rejects.toThrow('Discord');
  });
});

describe('reactors', () => {
  const everybody = Array.from({ length: 230 }, (_, index) => ({
    id: String(100_000_000_000_000_000n + BigInt(index)),
    username: `u${String(index)}`,
    ...(index === 3 ? { bot: true } : {}),
  }));

  test('are read to the last page, of both kinds of reaction, each person once', async () => {
    const { people, asked } = await discord(({ path, query }) => {
      expect(path).toBe(`/api/v10/channels/${card.channelId}/messages/${card.messageId}/reactions/%E2%9C%85`);
      const after = query.get('after');
      const from = after === null ? 0 : everybody.findIndex(({ id }) => id === after) + 1;
      const list = query.get('type') === '1' ? everybody.slice(228) : everybody;
      return { status: 200, body: query.get('type') === '1' ? list : list.slice(from, from + 100) };
    });
    const found = await people.reactors(card, '✅');
    expect(found.length).toBe(230);
    expect(found.filter(({ bot }) => bot).length).toBe(1);
    expect(asked.length).toBe(4);
  });

  test('of a server that ignores “after” are not read for ever', async () => {
    const { people, asked } = await discord(() => ({ status: 200, body: everybody.slice(0, 100) }));
    expect((await people.reactors(card, '✅')).length).toBe(100);
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  test('of a message that is gone are an error', async () => {
    const { people } = await discord(() => ({ status: 404, body: { code: 10008, message: 'Unknown Message' } }));
    await expect(people.reactors(card, '✅')).rejects.toThrow('404, code 10008, Unknown Message');
  });
});

describe('trouble', () => {
  test('a refused token is told apart, asked once, and not in the text', async () => {
    const { people, asked } = await discord(() => ({ status: 401, body: { code: 0, message: '401: Unauthorized' } }));
    const error: unknown = await people.member(ben.id).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CredentialRefused);
    expect(String(error)).not.toContain(token);
    expect(asked.length).toBe(1);
  });

  test('a 500 and a broken gateway page are plain sentences', async () => {
    for (const body of [{ code: 0, message: 'Internal' }, '<html>bad gateway</html>']) {
      const { people } = await discord(() => ({ status: 502, body }));
      const error: unknown = await people.member(ben.id).catch((thrown: unknown) => thrown);
      expect(String(error)).toMatch(/^Error: Discord did not/);
      expect(String(error)).not.toContain(token);
      expect(error instanceof Error ? error.cause : undefined).toBeUndefined();
    }
  });
});
