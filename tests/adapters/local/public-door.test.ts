import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { PublicDoor } from '../../../src/adapters/local/host/public-door.ts';
import { Upstream } from '../../../src/adapters/local/host/upstream.ts';
import { freePort } from '../../world/free-port.ts';
import { until } from '../../world/until.ts';
import { cleaning, listens } from './door-before.ts';

/** An app that upgrades, then answers each word with its name and the word. */
async function appThatEchoes(name: string): Promise<string> {
  const app: Server = createServer((_, response) => response.end(name));
  const open = new Set<Duplex>();
  app.on('upgrade', (_, socket: Duplex) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.on('data', (chunk: Buffer) => socket.write(`${name}:${chunk.toString()}`));
  });
  return `http://127.0.0.1:${await listens(app, () => open.forEach((socket) => socket.destroy()))}`;
}

function upgrades(port: number) {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  let over = false;
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  socket.on('close', () => (over = true));
  cleaning.push(() => void socket.destroy());
  socket.write('GET /live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  return { says: (word: string) => socket.write(word), heard: () => heard, over: () => over };
}

it('a socket that stays open passes both ways, is cut when its version is drained, and the next one meets the new version', async () => {
  const door = new PublicDoor({ host: '127.0.0.1', port: await freePort() });
  cleaning.push(() => door.close());
  await door.open();
  const old = new Upstream(await appThatEchoes('one'));
  door.point(old);
  const first = upgrades(door.address.port);
  await until('it is upgraded', () => first.heard().includes('101'));
  first.says('hello');
  await until('the echo came', () => first.heard().includes('one:hello'));
  expect(old.inflight).toBe(1);

  door.point(new Upstream(await appThatEchoes('two')));
  first.says('still');
  await until('the old version still answers it', () => first.heard().includes('one:still'));
  const draining = old.drain(300);
  const second = upgrades(door.address.port);
  await until('it is upgraded', () => second.heard().includes('101'));
  second.says('hello');
  await until('the new version answers', () => second.heard().includes('two:hello'));
  expect(await draining).toBe(1);
  await until('the old socket is cut', () => first.over());
  expect(second.over()).toBe(false);
});

it('while nothing serves, a request is told to come again and a socket is closed', async () => {
  const door = new PublicDoor({ host: '127.0.0.1', port: await freePort() });
  cleaning.push(() => door.close());
  await door.open();
  const answer = await fetch(`http://127.0.0.1:${door.address.port}/`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  const socket = upgrades(door.address.port);
  await until('it is closed', () => socket.over());
  expect(socket.heard()).toBe('');
});
