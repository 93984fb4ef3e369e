import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A webhook's other end that keeps what comes and answers as it is told. */
export async function startReceiver(answer: (received: Received) => number = () => 202) {
  const received: Received[] = [];
  let wake = (): void => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      response.writeHead(answer(one)).end('taken');
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    /** Resolves when `count` have come; the test's own deadline ends a wait that never does. */
    has: async (count: number): Promise<readonly Received[]> => {
      while (received.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return received;
    },
    payloads: (): Record<string, unknown>[] => received.map((one) => JSON.parse(one.body) as Record<string, unknown>),
    close: () => new Promise<unknown>((resolve) => server.close(resolve)),
  };
}
