import { once } from 'node:events';
import { call } from './call.ts';
import type { Terminal } from './terminal.ts';

/** Does nothing any more and stays; the world is told, so that a story need not guess when. */
export async function hang(terminal: Terminal): Promise<never> {
  await call(terminal, 'FLY_API_BASE_URL', 'POST', '/_flyctl/hangs', {});
  if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
  throw terminal.signal.reason;
}
