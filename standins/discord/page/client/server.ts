import type { Act, Choice, PageState } from '../shape.ts';

/** Our own server's answers are of the types it is built from; a check here would carry the checker into the page. */
async function json<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function lookAt(viewer: string, channel: string): Promise<PageState> {
  return json(await fetch(`page/state?${new URLSearchParams({ viewer, channel }).toString()}`));
}

/** Gives the choices of an autocomplete; of all else, nothing. Rejects with what the world said. */
export async function act(what: Act): Promise<readonly Choice[]> {
  const response = await fetch('page/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  });
  return (await json<{ choices: readonly Choice[] }>(response)).choices;
}
