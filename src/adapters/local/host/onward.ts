import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform } from 'node:stream';

/**
 * Fields about one connection, which end where it ends (RFC 9110 §7.6.1). Not also those that `connection` names: by it
 * anybody could take off what the app goes by, such as the length of what is sent.
 */
const ofOneConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade', 'http2-settings'];
const ofOneAnswer = new Set([...ofOneConnection, 'transfer-encoding']);

/** The last address is the one that the door has seen itself; those before it are what somebody says. */
export function noteWhoAsks({ headers, socket }: IncomingMessage): void {
  const said = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = [...(said === undefined ? [] : [said]), socket.remoteAddress ?? 'unknown'].join(', ');
}

/**
 * What the app is told: nothing of the connection to the door, nor `expect`, which the door has answered already; and by
 * what address it was asked, unless who stands in front of the door has said so.
 */
export function makeReady(request: IncomingMessage): void {
  const { headers } = request;
  for (const name of ofOneConnection) delete headers[name];
  delete headers.expect;
  noteWhoAsks(request);
  headers['x-forwarded-host'] ??= headers.host ?? '';
  headers['x-forwarded-port'] ??= /:(\d+)$/.exec(headers.host ?? '')?.[1] ?? '80';
  headers['x-forwarded-proto'] ??= 'http';
  // What has no length goes over a connection of its own: where its end lies is never a question of what comes after it.
  if (headers['transfer-encoding'] !== undefined) headers.connection = 'close';
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

/** Asking for this a second time does nothing that the first time did not (RFC 9110 §9.2.2). */
export function isHarmlessTwice(request: IncomingMessage): boolean {
  return ['GET', 'HEAD', 'OPTIONS'].includes(request.method ?? '') && !hasBody(request);
}

/**
 * What is sent up, a turn of the event loop for each piece: an app that refuses it answers and hangs up, and who has
 * written on before reading that has lost the answer. Undefined where nothing is sent.
 */
export function bodyOf(request: IncomingMessage): Transform | undefined {
  if (!hasBody(request)) return undefined;
  return request.pipe(
    new Transform({
      transform(chunk, _encoding, done) {
        setImmediate(done, null, chunk);
      },
    }),
  );
}

/**
 * Hands the app's answer on as it was written, but for what is of its connection. Throws, and has said nothing, where it
 * is none that HTTP allows: pushed code may write anything. What ends before its time on one side is cut on the other.
 */
export function handOn(answer: IncomingMessage, response: ServerResponse): void {
  response.once('close', () => answer.destroy());
  answer.once('error', (error) => response.destroy(error));
  const status = answer.statusCode ?? 0;
  if (status < 200) throw new RangeError(`the app answers with status ${status}`);
  const headers = answer.rawHeaders.filter((_, at, all) => !ofOneAnswer.has((all[at - (at % 2)] ?? '').toLowerCase()));
  response.writeHead(status, answer.statusMessage ?? '', headers);
  // Before the end that piping makes. They are not announced, as nobody has to (RFC 9110 §6.6.2).
  answer.once('end', () => handOnTrailers(answer, response));
  answer.pipe(response);
  // A stream of events may have none for a long time. With the first piece of the body, where one came along.
  setImmediate(() => {
    if (!response.writableEnded && !response.destroyed) response.flushHeaders();
  });
}

/** Fields that come after the body, such as its sum. Left out where there is no place for them, or they are none. */
function handOnTrailers({ rawTrailers }: IncomingMessage, response: ServerResponse): void {
  const pairs = rawTrailers.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, rawTrailers[at + 1] ?? '']] : [],
  );
  try {
    response.addTrailers(pairs);
  } catch {
    // The answer itself is whole, and what follows it was never promised to arrive.
  }
}
