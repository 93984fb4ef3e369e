import { z } from 'zod';

const tokenShape = z.object({ access_token: z.string(), token_type: z.string() });
const userShape = z.object({
  id: z.string().regex(/^\d{15,21}$/),
  username: z.string(),
  global_name: z.string().nullish(),
});

/**
 * Discord's side of a login: the authorization code grant.
 * https://docs.discord.com/developers/topics/oauth2#authorization-code-grant
 *
 * @param {{ apiUrl: string, clientId: string, clientSecret: string, callback: string }} given `apiUrl` without version
 */
export function createOauth({ apiUrl, clientId, clientSecret, callback }) {
  const ask = async (url, init) => {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`Discord answered ${answer.status} at ${new URL(url).pathname}`);
    return await answer.json();
  };
  return {
    /** Where somebody says that they allow it. @param {string} state */
    authorizeUrl(state) {
      const url = new URL(`${apiUrl.replace(/\/api$/, '')}/oauth2/authorize`);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        scope: 'identify',
        redirect_uri: callback,
        state,
      }).toString();
      return url.href;
    },

    /**
     * Who allowed it. The token is used this once and forgotten. @param {string} code
     *
     * @returns {Promise<{ id: string, username: string, name: string }>}
     */
    async account(code) {
      const token = tokenShape.parse(
        await ask(`${apiUrl}/v10/oauth2/token`, {
          method: 'POST',
          headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
          body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: callback }),
        }),
      );
      const user = userShape.parse(
        await ask(`${apiUrl}/v10/users/@me`, { headers: { authorization: `Bearer ${token.access_token}` } }),
      );
      return { id: user.id, username: user.username, name: (user.global_name ?? user.username).slice(0, 64) };
    },
  };
}
