import { connect, createServer, type Socket } from 'node:net';

/** A line to a PostgreSQL that has connections for so many clients and no more, and says so as the real one does. */
export interface FullLine {
  readonly port: number;
  /** Connections that it still lets in; those that are there stay. */
  lets(connections: number): void;
  /** Cuts those that are there. */
  cut(): void;
  /** Connections that were refused so far. */
  refused(): number;
  close(): Promise<void>;
}

/** ErrorResponse (PostgreSQL, Message Formats): type, length, and fields that end at a NUL. */
function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const body = Buffer.from(
    `${Object.entries(fields)
      .map(([type, value]) => `${type}${value}\0`)
      .join('')}\0`,
  );
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const tooMany = errorResponse({ S: 'FATAL', V: 'FATAL', C: '53300', M: 'sorry, too many clients already' });

export async function fullLine(to: number): Promise<FullLine> {
  let left = Number.POSITIVE_INFINITY;
  let refused = 0;
  const sockets = new Set<Socket>();
  const server = createServer((inside) => {
    inside.on('error', () => undefined);
    if (left <= 0) {
      // Only after the client has said who it is.
      inside.once('data', () => {
        refused += 1;
        inside.end(tooMany);
      });
      return;
    }
    left -= 1;
    const outside = connect(to, '127.0.0.1');
    outside.on('error', () => inside.destroy());
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.on('close', () => {
        sockets.delete(socket);
        inside.destroy();
        outside.destroy();
      });
    }
    inside.pipe(outside);
    outside.pipe(inside);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    lets: (connections) => (left = connections),
    cut,
    refused: () => refused,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
