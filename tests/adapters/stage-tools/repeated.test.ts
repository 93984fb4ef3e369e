import { expect, it } from 'vitest';
import { appHere, greenroomAt, listens, signal } from './here.ts';

/** A proxy that sends each of the first requests to the app twice, and gives back what the second came to. */
async function repeats(address: string, howMany: number): Promise<string> {
  let left = howMany;
  return listens((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const send = () => {
        const { connection: _, host: __, 'content-length': ___, ...headers } = request.headers;
        const given = Object.entries(headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value] as const] : [],
        );
        return fetch(address + (request.url ?? ''), {
          method: 'POST',
          headers: Object.fromEntries(given),
          body: Buffer.concat(chunks),
        });
      };
      void (async () => {
        if ((left -= 1) >= 0) await (await send()).arrayBuffer();
        const answer = await send();
        const signature = answer.headers.get('greenroom-signature') ?? '';
        response.writeHead(answer.status, { 'greenroom-signature': signature });
        response.end(Buffer.from(await answer.arrayBuffer()));
      })();
    });
  });
}

it('a proxy repeats the request: Greenroom does not take that for a refusal, and finds by looking that it was done', async () => {
  const app = await appHere();
  const greenroom = greenroomAt(await repeats(app.address, 2));
  const id = 'operation-1';
  expect(await greenroom.use('seed', { scenario: 'crowd' }, id)).toMatchObject({
    state: 'no-answer',
    code: 'stage.replayed',
  });
  expect(await greenroom.tools.look('seed', id, signal)).toMatchObject({ state: 'no-answer', code: 'stage.replayed' });
  expect(await greenroom.tools.look('seed', id, signal)).toMatchObject({
    state: 'done',
    result: { counts: { users: 40 } },
  });
});
