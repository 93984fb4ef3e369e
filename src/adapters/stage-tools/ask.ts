import { randomBytes } from 'node:crypto';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { requestHeaders, signatureHeader, verifyAnswer } from '../../kit/wire.ts';
import type { Clock } from '../../ports/clock.ts';
import { parseJson } from '../../trust.ts';

/** A draw of a hundred thousand winners; what is longer is no answer of a kit. */
const mostBytes = 16 * 1024 * 1024;

export interface AppPlace {
  /** Address of the service that the config names, without a trailing slash. Nothing else is ever asked. */
  readonly url: string;
  /** The environment's name, which is signed: an answer or a request for another one does not fit. */
  readonly environment: string;
  /** Read when it is needed. */
  readonly key: () => string;
  readonly clock: Clock;
}

export type Answered =
  | { readonly reached: true; readonly status: number; readonly body: unknown }
  /** `believed: false`: something answered, but not the app as far as anybody can tell. */
  | { readonly reached: false; readonly believed: boolean; readonly detail: string };

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > mostBytes) throw new Error('the answer is larger than 16 MiB');
    chunks.push(piece);
  }
  return Buffer.concat(chunks);
}

function post(url: URL, headers: Record<string, string>, body: Buffer, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secure : plain)(
      url,
      {
        method: 'POST',
        agent: false,
        signal,
        headers: { ...headers, 'content-length': String(body.length), 'user-agent': 'greenroom', connection: 'close' },
      },
      resolve,
    );
    request.once('error', reject);
    request.end(body);
  });
}

function plainly(error: unknown, late: AbortSignal): string {
  if (late.aborted) return 'no answer in time';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND') return 'the name is not known';
  return error instanceof Error ? error.message : String(error);
}

/**
 * One signed question. A redirect is an answer like any other, and never followed; an answer without the app's signature
 * is nobody's.
 */
export async function askApp(
  place: AppPlace,
  path: string,
  body: object,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Answered> {
  const late = AbortSignal.timeout(deadlineMs);
  try {
    const key = place.key();
    const bytes = Buffer.from(JSON.stringify(body));
    const nonce = randomBytes(16).toString('hex');
    const signed = { method: 'POST', path, environment: place.environment, nonce, body: bytes };
    const headers = requestHeaders(key, signed, place.clock.now());
    const response = await post(new URL(`${place.url}${path}`), headers, bytes, AbortSignal.any([signal, late]));
    const status = response.statusCode ?? 0;
    const answer = await readAll(response);
    if (!verifyAnswer(key, { nonce, status, body: answer }, response.headers[signatureHeader]))
      return { reached: false, believed: false, detail: `it answered ${status}, not signed with our key` };
    return { reached: true, status, body: parseJson(answer.toString('utf8')) };
  } catch (error) {
    return { reached: false, believed: true, detail: plainly(error, late) };
  }
}
