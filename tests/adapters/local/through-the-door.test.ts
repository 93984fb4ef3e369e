import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../world/free-port.ts';
import { until } from '../../world/until.ts';
import { at, cleaning, doorBefore, doorBeforeApp, doorBeforeSocket, get, says } from './door-before.ts';

describe('who asks through the public door', () => {
  it('is answered where the app closed its idle connection at that very moment', async () => {
    const port = await doorBeforeSocket((socket, chunk) => {
      if (chunk === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else socket.destroy();
    });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const answer = await fetch(at(port));
      await answer.text();
      statuses.push(answer.status);
    }
    expect(statuses).toEqual([200, 200, 200, 200]);
  });

  it('with a form never meets such a connection: it is sent once, over one that nobody left idle', async () => {
    let asked = 0;
    const port = await doorBeforeSocket((socket, chunk) => {
      asked += 1;
      if (chunk === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else socket.destroy();
    });
    await (await fetch(at(port))).text();
    const answer = await fetch(at(port), { method: 'POST', headers: { connection: 'keep-alive' } });
    expect([answer.status, await answer.text(), asked]).toEqual([200, 'ok', 2]);
  });

  it('with one form after the other has each sent once, also where the connection breaks that they share', async () => {
    let asked = 0;
    const port = await doorBeforeSocket((socket) => {
      asked += 1;
      if (asked < 3) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else socket.destroy();
    });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      const answer = await fetch(at(port), { method: 'POST' });
      await answer.text();
      statuses.push(answer.status);
    }
    expect({ statuses, asked }).toEqual({ statuses: [200, 200, 502], asked: 3 });
  });

  it('is asked for once where the app breaks a new connection off', async () => {
    let asked = 0;
    const port = await doorBeforeSocket((socket) => {
      asked += 1;
      socket.destroy();
    });
    expect([(await fetch(at(port))).status, asked]).toEqual([502, 1]);
  });

  it('for a stream of events hears that it has begun before the first event', async () => {
    const port = await doorBeforeApp((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    });
    const asks = says(port, get());
    const heard = await until('the stream has begun', () => asks.heard().includes('\r\n\r\n') && asks.heard());
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK[^]*text\/event-stream/);
  });

  it('and offers HTTP/2 as well is answered as by the app itself', async () => {
    const port = await doorBeforeApp((request, response) => response.end(JSON.stringify(request.headers)));
    const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';
    const asks = says(port, get(offer));
    const heard = await until('the answer came', () => asks.heard().includes('}') && asks.heard());
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(heard).not.toContain('h2c');
  });

  it('is told by the app what is too large, though it has not sent all of it', async () => {
    const port = await doorBeforeApp((_, response) =>
      response.writeHead(413, { connection: 'close' }).end('too large'),
    );
    const answer = await fetch(at(port), { method: 'POST', body: Buffer.alloc(20_000_000) });
    expect([answer.status, await answer.text()]).toEqual([413, 'too large']);
  });

  it('with something large while the app is down is told so, and may ask on over the same connection', async () => {
    const port = await doorBefore(await freePort());
    const body = 'x'.repeat(5_000_000);
    const asks = says(
      port,
      `POST / HTTP/1.1\r\nHost: app.example\r\nContent-Length: ${body.length}\r\n\r\n${body}${get()}`,
    );
    const answers = (): number => asks.heard().split('HTTP/1.1 502 Bad Gateway').length - 1;
    await until('both are answered', () => answers() === 2, { deadlineMs: 10_000, tell: asks.heard });
  });

  it('cannot pass for somebody else: its own address is the last that the app is told', async () => {
    const port = await doorBeforeApp((request, response) => response.end(request.headers['x-forwarded-for']));
    expect(await (await fetch(at(port))).text()).toBe('127.0.0.1');
    const answer = await fetch(at(port), { headers: { 'x-forwarded-for': '203.0.113.7' } });
    expect(await answer.text()).toBe('203.0.113.7, 127.0.0.1');
  });

  it('cannot hide a second request from the door by calling its length a matter of the connection', async () => {
    const heard: string[] = [];
    const port = await doorBeforeApp((request, response) => {
      heard.push(request.url ?? '');
      request.resume().on('end', () => response.end('ok'));
    });
    const hidden = 'GET /hidden HTTP/1.1\r\nHost: app.example\r\n\r\n';
    const asks = says(
      port,
      `${get(`Connection: content-length\r\nContent-Length: ${hidden.length}\r\n`)}${hidden}${get()}`,
    );
    await until('both are answered', () => asks.heard().split('HTTP/1.1 200').length === 3);
    expect(heard).toEqual(['/', '/']);
  });

  it('keeps its connection as the door does, whatever the app does with the door’s', async () => {
    const port = await doorBeforeApp((_, response) => response.writeHead(200, { connection: 'close' }).end('bye'));
    const asks = says(port, get());
    const heard = await until('the answer came', () => asks.heard().includes('bye') && asks.heard());
    expect(heard).toContain('Connection: keep-alive\r\nKeep-Alive: timeout=75\r\n');
  });

  it('gets each header as the app wrote it, twice where it is there twice', async () => {
    const port = await doorBeforeSocket((socket) =>
      socket.write(
        'HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nX-Odd: 1\r\nX-Odd: 2\r\nset-cookie: b=2\r\nContent-Length: 2\r\n\r\nok',
      ),
    );
    const asks = says(port, get());
    const heard = await until('the answer came', () => asks.heard().endsWith('ok') && asks.heard());
    expect(heard).toContain('HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nX-Odd: 1\r\nX-Odd: 2\r\nset-cookie: b=2\r\n');
  });
});

describe('who asks as proxies do, with the whole address (RFC 9112 §3.2.2)', () => {
  /** An app that says what it was asked for, and as whom. */
  const saysWhatItHears: RequestListener = ({ url, headers }, response) =>
    response.end(`<${headers.host} ${headers['x-forwarded-host'] as string} ${url}>`);
  const line = (target: string, method = 'GET'): string =>
    `${method} ${target} HTTP/1.1\r\nHost: proxy.example\r\n\r\n`;

  it.each([
    ['http://app.example/days/24?open=1', 'app.example', '/days/24?open=1'],
    ['HTTP://App.Example:8080/', 'App.Example:8080', '/'],
    ['https://app.example/a/../b//c%2F', 'app.example', '/a/../b//c%2F'],
    ['http://[::1]:8080?q', '[::1]:8080', '/?q'],
    ['http://app.example', 'app.example', '/'],
    ['/http://other.example/', 'proxy.example', '/http://other.example/'],
  ])('%s is asked of the app %s as %s', async (target, host, path) => {
    const asks = says(await doorBeforeApp(saysWhatItHears), line(target));
    const heard = await until('the answer came', () => asks.heard().includes('>') && asks.heard());
    expect(heard).toContain(`<${host} ${host} ${path}>`);
  });

  it.each(['http:///days', 'http://ana:secret@app.example/', 'http://:80/', 'ftp://app.example/'])(
    '%s names no host of the web: the app is not asked, and the answer says what is wanted',
    async (target) => {
      let asked = 0;
      const port = await doorBeforeApp((_, response) => {
        asked += 1;
        response.end('ok');
      });
      const asks = says(port, line(target));
      const heard = await until('the answer came', () => asks.heard().includes('\r\n\r\n') && asks.heard());
      expect(heard).toMatch(/^HTTP\/1\.1 400 Bad Request/);
      expect(asked).toBe(0);
    },
  );

  it.each(['*', 'http://app.example'])('OPTIONS %s is about the whole app, and reaches it so', async (target) => {
    const asks = says(await doorBeforeApp(saysWhatItHears), line(target, 'OPTIONS'));
    const heard = await until('the answer came', () => asks.heard().includes('>') && asks.heard());
    expect(heard).toContain(' *>');
  });

  it('a WebSocket reaches the app under its own path and host', async () => {
    let heard = '';
    const app = createServer();
    app.on('upgrade', ({ url, headers }, socket) => {
      heard = `${headers.host ?? ''} ${url ?? ''}`;
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const its = await freePort();
    app.listen(its, '127.0.0.1');
    await once(app, 'listening');
    cleaning.push(() => void app.close());
    const door = await doorBefore(its);
    const more = 'Host: proxy.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    says(door, `GET http://app.example/live HTTP/1.1\r\n${more}`);
    await until('the app heard it', () => heard !== '');
    expect(heard).toBe('app.example /live');
    const wrong = says(door, `GET http:///live HTTP/1.1\r\n${more}`);
    await until('it is told', () => wrong.heard().includes('400 Bad Request'));
  });
});

describe('what comes after an answer', () => {
  it('its trailers are handed on, as the app wrote them', async () => {
    const port = await doorBeforeSocket((socket) =>
      socket.write(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n',
      ),
    );
    const asks = says(port, get());
    const heard = await until('the end came', () => asks.heard().includes('X-Sum: 2') && asks.heard());
    expect(heard).toMatch(/2\r\nok\r\n0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n$/);
  });

  it('trailers are left out for who cannot read them, and the answer is whole', async () => {
    const port = await doorBeforeSocket((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n'),
    );
    const asks = says(port, 'GET / HTTP/1.0\r\nHost: app.example\r\n\r\n');
    const heard = await until('the end came', () => asks.heard().includes('ok') && asks.heard());
    expect(heard).toMatch(/\r\n\r\nok$/);
  });
});

describe('an answer that is none', () => {
  it.each(['HTTP/1.1 000 Nothing', 'HTTP/1.1 099 Less', 'HTTP/1.1 200 O\u0001K', 'HTTP/1.1 101 Switching Protocols'])(
    '%j is told as a bad gateway, and the next one passes',
    async (line) => {
      const answers = [line, 'HTTP/1.1 200 OK'];
      const port = await doorBeforeSocket((socket) => socket.end(`${answers.shift()}\r\nContent-Length: 2\r\n\r\nok`));
      const first = await fetch(at(port));
      await first.text();
      const second = await fetch(at(port));
      expect([first.status, second.status, await second.text()]).toEqual([502, 200, 'ok']);
    },
  );
});
