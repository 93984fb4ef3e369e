import { connect, createServer, type Socket } from 'node:net';

/** A TCP line to a server that can go dead without closing: packets simply stop arriving, as behind a lost route. */
export interface QuietLine {
  readonly port: number;
  silent(quiet: boolean): void;
  close(): Promise<void>;
}

export async function quietLine(to: () => number): Promise<QuietLine> {
  let quiet = false;
  const sockets = new Set<Socket>();
  const server = createServer((inside) => {
    const outside = connect(to(), '127.0.0.1');
    for (const [socket, other] of [
      [inside, outside],
      [outside, inside],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('data', (chunk) => {
        if (!quiet) other.write(chunk);
      });
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    silent: (wanted) => {
      quiet = wanted;
      // What was swallowed is missing from the stream: such a connection can only be given up.
      if (!wanted) for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
