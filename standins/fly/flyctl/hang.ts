import { call } from './call.ts';

/** Does nothing any more and stays; the world is told, so that a story need not guess when. */
export async function hang(): Promise<never> {
  await call('FLY_API_BASE_URL', 'POST', '/_flyctl/hangs', {});
  return new Promise(() => setTimeout(() => undefined, 2 ** 30));
}
