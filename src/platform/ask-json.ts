import type { Seen } from '../ports/survey.ts';
import { parseJson } from '../trust.ts';

export interface Question {
  readonly url: string;
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Milliseconds. */
  readonly deadlineMs: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; undefined where there was none. */
  readonly body: unknown;
}

/** One request, once, within its deadline; redirects are answers. Rejects in plain words, without address or token. */
export async function askJson({ url, method = 'GET', headers = {}, body, deadlineMs }: Question): Promise<Reply> {
  try {
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
      signal: AbortSignal.timeout(deadlineMs),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: read(text) };
  } catch (error) {
    throw new Error(silence(error, deadlineMs), { cause: error });
  }
}

function read(text: string): unknown {
  try {
    return text === '' ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}

function silence(error: unknown, deadlineMs: number): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return `no answer within ${String(deadlineMs / 1000)} s`;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND') return 'the name is not known';
  return code ?? error.message;
}

/** Refused, where the credential is no good: another try does not cure that. */
export class NotTaken extends Error {}

/**
 * One look: what it gives, or why it could not be seen, never later than its deadline. What it waits for may go on
 * behind its back; nobody listens to it any more.
 */
export async function look<T>(what: () => Promise<T>, deadlineMs: number): Promise<Seen<T>> {
  let late: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Seen<T>>((resolve) => {
    late = setTimeout(() => resolve({ ok: false, why: `not seen within ${String(deadlineMs / 1000)} s` }), deadlineMs);
  });
  const looked = what().then(
    (value): Seen<T> => ({ ok: true, value }),
    (error: unknown): Seen<T> => ({
      ok: false,
      why: error instanceof Error ? error.message : String(error),
      ...(error instanceof NotTaken ? { refused: true } : {}),
    }),
  );
  try {
    return await Promise.race([looked, tooLate]);
  } finally {
    clearTimeout(late);
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
