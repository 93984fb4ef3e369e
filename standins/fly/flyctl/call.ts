import type { IncomingMessage } from 'node:http';
import { FlyctlError } from './words.ts';

// Imported, it would bring its WebSocket along, and with it all of `fetch`: 50 of this program's 120 ms of processor time.
const http = process.getBuiltinModule('node:http');
const agent = new http.Agent({ keepAlive: true });
const variable = (name: string): string => process.env[name] ?? '';

/** One call of Fly's, as flyctl makes it: the answer's text. One that is no yes becomes its error line. */
export async function call(
  base: 'FLY_API_BASE_URL' | 'FLY_FLAPS_BASE_URL' | 'FLY_UIEX_BASE_URL',
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<string> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const { status, text } = await exchange(`${variable(base)}${path}`, method, sent, {
    authorization: `Bearer ${variable('FLY_ACCESS_TOKEN') || variable('FLY_API_TOKEN')}`,
    ...(sent === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
    ...headers,
  }).catch((error: unknown) => {
    throw new FlyctlError(`failed to send request: ${String(error)}`);
  });
  if (status >= 200 && status < 300) return text;
  let said = text;
  try {
    const parsed: { error?: string } = JSON.parse(text);
    said = parsed.error ?? text;
  } catch {
    // As it came.
  }
  throw new FlyctlError(`${said} (status ${status})`);
}

async function exchange(
  url: string,
  method: string,
  body: string | undefined,
  headers: Record<string, string | number>,
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await new Promise<IncomingMessage>((done, fail) =>
    http.request(url, { agent, method, headers }, done).once('error', fail).end(body),
  );
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return { status: answer.statusCode ?? 0, text };
}
