import type { Seen } from '../ports/survey.ts';
import { parseJson } from '../trust.ts';
import { type Patience, inTime } from './patience.ts';

export interface Question {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly patience: Patience;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined where there was none. */
  readonly body: unknown;
}

/** One request, once, as long as patience lasts; redirects are answers. Rejects in plain words, without address or token. */
export async function askJson(question: Question): Promise<Reply> {
  return inTime(question.patience, async (over) => {
    try {
      return await ask(question, over);
    } catch (error) {
      throw new Error(silence(error), { cause: error });
    }
  });
}

async function ask({ url, method = 'GET', headers = {}, body }: Question, over: AbortSignal): Promise<Reply> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      'user-agent': 'greenroom',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: over,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: read(text) };
}

function read(text: string): unknown {
  try {
    return text === '' ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}

function silence(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND') return 'the name is not known';
  return code ?? error.message;
}

/** Refused, where the credential is no good: another try does not cure that. */
export class NotTaken extends Error {}

/** One look: what it gives, or why it could not be seen, never later than patience lasts. */
export async function look<T>(what: (over: AbortSignal) => T | Promise<T>, patience: Patience): Promise<Seen<T>> {
  try {
    return { ok: true, value: await inTime(patience, what) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why, ...(error instanceof NotTaken ? { refused: true } : {}) };
  }
}

/** A field of something of which nothing is known. */
export const field = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? Reflect.get(value, name) : undefined;

export const textAt = (value: unknown, name: string): string => {
  const found = field(value, name);
  return typeof found === 'string' ? found : '';
};

export const listAt = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
