import { type Agent, type ClientRequest, type IncomingMessage, request as ask, type ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { bodyOf, isHarmlessTwice, makeReady } from './onward.ts';
import type { Upstream } from './upstream.ts';

/**
 * Asks the app what somebody asked the door, and resolves with its answer as soon as that begins. Rejects where none
 * came: then nobody has been answered. Once more, over a new connection, where the app had just closed the one that it
 * was to go by and nothing is done twice.
 *
 * By Node's own client and nothing else: with a proxy library around it, a quarter of what a request computes here was
 * the library's (docs/BENCH.md).
 */
export async function askApp(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: Upstream,
): Promise<IncomingMessage> {
  makeReady(request);
  const body = bodyOf(request);
  const once = (agent: Agent): Asked => askOnce(request, response, upstream, agent, body);
  if (isHarmlessTwice(request)) {
    const { asked, answer } = once(upstream.kept);
    return answer.catch((error: unknown) => {
      if (!asked.reusedSocket || response.destroyed) throw error;
      return once(upstream.fresh).answer;
    });
  }
  try {
    return await once(upstream.brief).answer;
  } catch (error) {
    // The rest of what is sent up is let pass, so that the connection is free for the next request.
    body?.unpipe().resume();
    throw error;
  }
}

interface Asked {
  readonly asked: ClientRequest;
  readonly answer: Promise<IncomingMessage>;
}

function askOnce(
  request: IncomingMessage,
  response: ServerResponse,
  { host, port }: Upstream,
  agent: Agent,
  body: Transform | undefined,
): Asked {
  const { method, url: path, headers } = request;
  const asked = ask({ host, port, method, path, headers, agent });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('error', reject);
    asked.once('response', (its) => {
      if (body !== undefined) letPassWhatIsLeft(asked, its, body);
      resolve(its);
    });
  });
  // Whoever asked has gone.
  response.once('close', () => {
    if (!response.writableFinished) asked.destroy();
  });
  // Not before there is a connection: where there is none, nothing of it was taken.
  if (body === undefined) asked.end();
  else asked.once('socket', () => body.pipe(asked));
  return { asked, answer };
}

/** An app may answer before it has read all that is sent to it, and is heard out; the rest goes nowhere. */
function letPassWhatIsLeft(asked: ClientRequest, answer: IncomingMessage, body: Transform): void {
  const letPass = (): void => {
    if (!asked.writableFinished) body.unpipe(asked).resume();
  };
  answer.once('end', letPass);
  answer.once('close', () => {
    letPass();
    if (!asked.writableFinished) asked.destroy();
  });
}
