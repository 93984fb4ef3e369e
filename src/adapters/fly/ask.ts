import type { Clock } from '../../ports/clock.ts';
import { parseJson } from '../../trust.ts';
import { FlyRefusal, remedyFor } from './refusal.ts';

export interface FlyAsk {
  /** Address of the Machines API without `/v1`. */
  readonly base: string;
  /** The app's own token; its `FlyV1 ` prefix, where it has one, is kept (fly.md §1.6). */
  readonly token: string;
  readonly app: string;
  readonly clock: Clock;
}

const oneAnswerMs = 20_000;
const mostBytes = 8 * 1024 * 1024;
const tries = 4;

/** Fly asks for one call a second for each action (fly.md §3). */
const pauseMs = (attempt: number): number => 500 * 2 ** attempt;

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (text.length > mostBytes) throw new FlyRefusal(`Fly answered with ${text.length} bytes; wanted at most 8 MiB`, 0);
  return text;
}

function said(text: string): string {
  try {
    const body = parseJson(text);
    const error: unknown = body !== null && typeof body === 'object' ? Reflect.get(body, 'error') : undefined;
    return typeof error === 'string' ? error : text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}

/**
 * One call of the Machines API; gives the parsed answer. What only broke on the way is asked again where asking twice
 * does no harm (`GET`), and where Fly says that it did nothing (429). Rejects with FlyRefusal, in words.
 */
export async function askFly(
  { base, token, app, clock }: FlyAsk,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  signal: AbortSignal,
  body?: unknown,
): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    let refusal: FlyRefusal;
    try {
      const response = await fetch(`${base}/v1${path}`, {
        method,
        redirect: 'error',
        headers: {
          authorization: `Bearer ${token}`,
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(oneAnswerMs)]),
      });
      const text = await textOf(response);
      if (response.ok) return text === '' ? undefined : parseJson(text);
      const words = said(text);
      refusal = new FlyRefusal(
        `Fly answers ${response.status} for ${app}: ${words === '' ? 'without a word' : words}. ${remedyFor(response.status, words, app)}`,
        response.status,
      );
    } catch (error) {
      signal.throwIfAborted();
      refusal =
        error instanceof FlyRefusal
          ? error
          : new FlyRefusal(`Fly’s Machines API did not answer for ${app}: ${plainly(error)}`, 0);
    }
    const again = refusal.status === 429 || (method === 'GET' && refusal.passing);
    if (!again || attempt + 1 >= tries) throw refusal;
    await clock.wait(pauseMs(attempt), signal);
    signal.throwIfAborted();
  }
}

function plainly(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${oneAnswerMs / 1000} s`;
  const cause = error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : undefined;
  return cause ?? (error instanceof SyntaxError ? 'what came is not JSON' : error.message);
}
