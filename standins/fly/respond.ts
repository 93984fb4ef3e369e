import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | Buffer;
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export function send(response: ServerResponse, { status, headers = {}, body }: Answer): void {
  if (Buffer.isBuffer(body)) {
    response.writeHead(status, { 'content-length': String(body.length), ...headers }).end(body);
    return;
  }
  const text = body === undefined ? '' : JSON.stringify(body);
  response
    .writeHead(status, {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      'content-length': String(Buffer.byteLength(text)),
      ...headers,
    })
    .end(text);
}

/** The path's parts where it has this form, e.g. `/v1/apps/:app/machines`; undefined where it has another. */
export function parts(form: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, found] = [form.split('/'), path.split('/')];
  if (wanted.length !== found.length) return undefined;
  const values: Record<string, string> = {};
  for (const [at, piece] of wanted.entries()) {
    const there = decodeURIComponent(found[at] ?? '');
    if (piece.startsWith(':')) values[piece.slice(1)] = there;
    else if (piece !== there) return undefined;
  }
  return values;
}
