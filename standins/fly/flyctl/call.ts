import type { Terminal } from './terminal.ts';
import { FlyctlError } from './words.ts';

/** One call of Fly's, as flyctl makes it; an answer that is no yes becomes its error line. */
export async function call(
  { variable, signal }: Terminal,
  base: 'FLY_API_BASE_URL' | 'FLY_FLAPS_BASE_URL' | 'FLY_UIEX_BASE_URL',
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${variable(base)}${path}`, {
      method,
      signal,
      headers: {
        authorization: `Bearer ${variable('FLY_ACCESS_TOKEN') || variable('FLY_API_TOKEN')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    // A process that is gone asks nothing more.
    signal.throwIfAborted();
    throw new FlyctlError(`failed to send request: ${String(error)}`);
  }
  const text = await response.text();
  if (!response.ok) {
    let said = text;
    try {
      const parsed: { error?: string } = JSON.parse(text);
      said = parsed.error ?? text;
    } catch {
      // As it came.
    }
    throw new FlyctlError(`${said} (status ${response.status})`);
  }
  if (text === '') return undefined;
  const parsed: unknown = JSON.parse(text);
  return parsed;
}
