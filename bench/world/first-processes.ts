import { once } from 'node:events';
import { createServer } from 'node:net';

/** A program for a build's first command: it tells when its own process came to be, by the machine's clock. */
const teller = (port: number): string =>
  `require('node:net').connect(${String(port)}, '127.0.0.1')` +
  `.end(process.env.GREENROOM_COMMIT + ' ' + performance.timeOrigin)`;

export interface FirstProcesses {
  /** To be put before a build's other commands. */
  readonly command: readonly string[];
  /** When the first process of the commit's build came to be, in epoch milliseconds. */
  of(commit: string): number | undefined;
  close(): Promise<void>;
}

/** Listens for builds that begin. That they tell it after Node has started does not count: they tell when they began. */
export async function listenForBuilds(): Promise<FirstProcesses> {
  const began = new Map<string, number>();
  const server = createServer((socket) => {
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('end', () => {
      const [commit = '', at = ''] = text.split(' ');
      began.set(commit, Number(at));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    command: ['node', '-e', teller(port)],
    of: (commit) => began.get(commit),
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
