import { z } from 'zod';
import { parseJson } from '../../trust.ts';
import { type ServicePlace, serviceOf } from './place.ts';

/** As fly-go asks it (limited_access_tokens.go); a token never says its own end, its app's list does. */
const query =
  'query($appName: String!) { app(name: $appName) { limitedAccessTokens { nodes { name expiresAt revokedAt } } } }';
const shape = z.object({
  data: z.object({
    app: z.object({
      limitedAccessTokens: z.object({
        nodes: z.array(
          z.looseObject({
            name: z.string(),
            expiresAt: z.iso.datetime({ offset: true }).nullish(),
            revokedAt: z.string().nullish(),
          }),
        ),
      }),
    }),
  }),
});
const mostBytes = 1024 * 1024;

export type TokenEnds =
  | { readonly known: true; readonly tokens: readonly { readonly name: string; readonly endsAt: number | undefined }[] }
  | { readonly known: false; readonly why: string };

/**
 * When the tokens of a service's app end, those that are called `greenroom` where there are any (docs/fly.md has them
 * made under that name). Which of them is ours Fly does not say. Many deploy tokens are refused the list: then that is
 * said, with the command that shows it. Never rejects.
 */
export async function tokenEnds(place: ServicePlace, name: string, signal: AbortSignal): Promise<TokenEnds> {
  const { app, token } = serviceOf(place, name);
  const unknown = (found: string): TokenEnds => ({
    known: false,
    why: `${found}; see it with: flyctl tokens list -a ${app}`,
  });
  try {
    const response = await fetch(`${place.addresses.apiUrl}/graphql`, {
      method: 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { appName: app } }),
      signal,
    });
    const text = await response.text();
    if (!response.ok || text.length > mostBytes) return unknown(`Fly answers ${response.status}`);
    const found = shape.safeParse(parseJson(text));
    if (!found.success) return unknown('Fly does not tell this token when the tokens of its app end');
    const valid = found.data.data.app.limitedAccessTokens.nodes.filter(({ revokedAt }) => revokedAt == null);
    const named = valid.filter((one) => one.name === 'greenroom');
    const tokens = (named.length > 0 ? named : valid).map(({ name: called, expiresAt }) => ({
      name: called,
      endsAt: expiresAt == null ? undefined : Date.parse(expiresAt),
    }));
    return { known: true, tokens };
  } catch (error) {
    return unknown(`Fly did not answer: ${error instanceof Error ? error.message : String(error)}`);
  }
}
