import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { until } from '../../world/until.ts';
import { at, cleaning, doorBeforeApp, doorBeforeSocket, get, says } from './door-before.ts';

describe('who asks through the public door and goes', () => {
  it.each(['before the answer', 'in the middle of the answer'])('%s, is gone for the app, too', async (when) => {
    let left = '';
    const port = await doorBeforeApp((_, response) => {
      response.once('close', () => (left = response.writableFinished ? 'heard out' : 'gone'));
      if (when !== 'before the answer') response.write('the first half');
      else person.destroy();
    });
    const person = connect(port, '127.0.0.1').on('error', () => undefined);
    cleaning.push(() => void person.destroy());
    person.once('data', () => person.destroy());
    person.write(get());
    await until('the app knows', () => left !== '');
    expect(left).toBe('gone');
  });

  it('while sending something up, is gone for the app, which was told no end of it', async () => {
    let left = '';
    const port = await doorBeforeApp((request) => {
      request.on('end', () => (left = 'all of it'));
      request.on('error', () => (left ||= 'gone'));
      request.once('data', () => person.destroy());
    });
    const person = connect(port, '127.0.0.1').on('error', () => undefined);
    cleaning.push(() => void person.destroy());
    person.write('POST / HTTP/1.1\r\nHost: app.example\r\nContent-Length: 100\r\n\r\nthe first half');
    await until('the app knows', () => left !== '');
    expect(left).toBe('gone');
  });
});

describe('an app that breaks off in the middle of an answer', () => {
  it.each(['Content-Length: 100', 'Transfer-Encoding: chunked'])(
    'does so for who asked, too: half of it with %s is never taken for all of it',
    async (length) => {
      const port = await doorBeforeSocket((socket) =>
        socket.end(`HTTP/1.1 200 OK\r\n${length}\r\n\r\n5\r\nhalf\n\r\n`),
      );
      await expect(fetch(at(port)).then((answer) => answer.text())).rejects.toThrow();
    },
  );
});

describe('an app that answers before it has heard all', () => {
  it('is heard, the rest goes nowhere, and the next request passes over the same connection', async () => {
    const port = await doorBeforeSocket((socket) =>
      socket.end('HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 4\r\n\r\nmuch'),
    );
    const size = 4 * 1024 * 1024;
    const asks = says(port, `POST / HTTP/1.1\r\nHost: app.example\r\nContent-Length: ${size}\r\n\r\nfirst`);
    const answers = (): number => asks.heard().split('HTTP/1.1 413').length - 1;
    await until('it is told', () => answers() === 1);
    asks.writes(`${'x'.repeat(size - 'first'.length)}${get()}`);
    await until('the next one is answered, too', () => answers() === 2);
  });

  it('with what HTTP does not allow loses its connection: nothing more of it is waited for', async () => {
    let over = false;
    const port = await doorBeforeSocket((socket) => {
      socket.once('close', () => (over = true));
      socket.write('HTTP/1.1 000 Nothing\r\nContent-Length: 100\r\n\r\nhalf of it');
    });
    expect((await fetch(at(port))).status).toBe(502);
    await until('the door has hung up', () => over);
  });
});

describe('what the app is told of who asks', () => {
  const headersOf = async (more: string): Promise<IncomingHttpHeaders> => {
    let heard: IncomingHttpHeaders | undefined;
    const port = await doorBeforeApp((request, response) => {
      heard = request.headers;
      response.end('ok');
    });
    says(port, `GET / HTTP/1.1\r\n${more}\r\n`);
    return until('it was asked', () => heard);
  };

  it('is the address that was asked', async () => {
    expect(await headersOf('Host: app.example:8080\r\n')).toMatchObject({
      'x-forwarded-host': 'app.example:8080',
      'x-forwarded-port': '8080',
      'x-forwarded-proto': 'http',
    });
    expect(await headersOf('Host: app.example\r\n')).toMatchObject({ 'x-forwarded-port': '80' });
  });

  it('is what a server in front of the door says of it, where there is one', async () => {
    const said = { 'x-forwarded-host': 'shop.example', 'x-forwarded-port': '443', 'x-forwarded-proto': 'https' };
    const lines = Object.entries(said).map(([name, value]) => `${name}: ${value}\r\n`);
    expect(await headersOf(`Host: app.example\r\n${lines.join('')}`)).toMatchObject(said);
  });
});

it('what is sent up without a length comes over a connection of its own', async () => {
  const connections = new Set<unknown>();
  const port = await doorBeforeApp((request, response) => {
    connections.add(request.socket);
    request.resume().once('end', () => response.end(request.headers.connection));
  });
  const chunked = { method: 'POST', duplex: 'half', body: new Blob(['hello']).stream() } as const;
  expect(await (await fetch(at(port), chunked)).text()).toBe('close');
  expect(await (await fetch(at(port), { method: 'POST', body: 'hello' })).text()).toBe('keep-alive');
  expect(connections.size).toBe(2);
});
