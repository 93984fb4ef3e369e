import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, createServer as listen, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import { PublicDoor } from '../../../src/adapters/local/host/public-door.ts';
import { Upstream } from '../../../src/adapters/local/host/upstream.ts';
import { freePort } from '../../world/free-port.ts';

/** Ended after each story, the last first. */
export const cleaning: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).toReversed()) await clean();
});

/** A door before what listens on this port; its own port. */
export async function doorBefore(port: number): Promise<number> {
  const door = new PublicDoor({ host: '127.0.0.1', port: await freePort() });
  cleaning.push(() => door.close());
  await door.open();
  door.point(new Upstream(`http://127.0.0.1:${port}`));
  return door.address.port;
}

/** The port on which it listens from now on; ended after the story, and before it whatever it has open. */
export async function listens(app: Server, endWhatIsOpen: () => void): Promise<number> {
  const port = await freePort();
  app.listen(port, '127.0.0.1');
  await once(app, 'listening');
  cleaning.push(() => {
    endWhatIsOpen();
    app.close();
  });
  return port;
}

export async function doorBeforeApp(answer: RequestListener): Promise<number> {
  const app = createServer(answer);
  return doorBefore(await listens(app, () => app.closeAllConnections()));
}

/** For what no HTTP server would do; `hears` gets each chunk, and its number on that connection. */
export async function doorBeforeSocket(hears: (socket: Socket, chunk: number) => void): Promise<number> {
  const open = new Set<Socket>();
  const app = listen((socket) => {
    let chunk = 0;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => hears(socket, (chunk += 1)));
  });
  return doorBefore(await listens(app, () => open.forEach((socket) => socket.destroy())));
}

export function says(port: number, words: string) {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  cleaning.push(() => void socket.destroy());
  socket.write(words);
  return { heard: () => heard, writes: (more: string) => void socket.write(more) };
}

/** What a person's program writes who asks for the first page. */
export const get = (more = ''): string => `GET / HTTP/1.1\r\nHost: app.example\r\n${more}\r\n`;
export const at = (port: number): string => `http://127.0.0.1:${port}/`;
