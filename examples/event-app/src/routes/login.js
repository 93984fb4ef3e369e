import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { keyed, same } from '../people/session-key.js';
import { sessionLives } from '../people/sessions.js';
import { Refusal } from '../refusal.js';
import { cookie, setCookie } from './cookies.js';
import { read, words } from './read.js';

/** Seconds that somebody has to say yes to Discord. */
const loginLives = 600;
const back = z.object({ state: z.string(), code: z.string().optional(), error: z.string().optional() });
const madeUp = z.strictObject({
  name: words(64),
  admin: z.boolean().default(false),
  linked: z.boolean().default(true),
});

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../app.js').Given} given
 */
export function loginRoutes(app, { environment, oauth, people, sessions, home }) {
  const secure = environment.publicUrl?.startsWith('https:') ?? false;
  const enter = async (reply, user) => {
    // Not returned: a reply that is awaited waits until it is sent.
    reply.header('set-cookie', setCookie('session', await sessions.begin(user), sessionLives, { secure }));
  };

  app.get('/auth/login', async (_request, reply) => {
    if (oauth === undefined)
      throw new Refusal(503, 'no-login', 'This place has no Discord application: set DISCORD_CLIENT_ID.');
    const state = randomBytes(24).toString('base64url');
    // The state is kept by the browser that asked, under the environment's key: whoever has no such cookie did not ask.
    return reply
      .header(
        'set-cookie',
        setCookie('login', `${state}.${keyed(environment.sessionKey, 'login', state)}`, loginLives, {
          secure,
          path: '/auth',
        }),
      )
      .redirect(oauth.authorizeUrl(state));
  });

  app.get('/auth/callback', async (request, reply) => {
    if (oauth === undefined)
      throw new Refusal(503, 'no-login', 'This place has no Discord application: set DISCORD_CLIENT_ID.');
    const { state, code, error } = read(back, request.query);
    const [asked = '', seal = ''] = (cookie(request, 'login') ?? '').split('.');
    reply.header('set-cookie', setCookie('login', '', 0, { secure, path: '/auth' }));
    if (!same(asked, state) || !same(seal, keyed(environment.sessionKey, 'login', asked))) {
      throw new Refusal(403, 'state-mismatch', 'This login was not begun in this browser, or long ago. Begin again.');
    }
    if (error !== undefined || code === undefined) return reply.redirect(`${home}/?login=denied`);
    const account = await oauth.account(code).catch((failed) => {
      request.log.warn(failed, 'Discord did not take the code');
      throw new Refusal(502, 'login-failed', 'Discord did not confirm the login. Try again.');
    });
    await enter(reply, await people.fromDiscord(account));
    return reply.redirect(`${home}/`);
  });

  app.post('/auth/logout', async (request, reply) => {
    const id = cookie(request, 'session');
    if (id !== undefined) await sessions.end(id);
    return reply
      .header('set-cookie', setCookie('session', '', 0, { secure }))
      .code(204)
      .send();
  });

  // Staging can be tried without an account at Discord, by a suite above all. In production the path does not exist.
  if (!environment.flags.isProduction) {
    app.post('/auth/test-login', async (request, reply) => {
      const user = await people.makeUp(read(madeUp, request.body));
      await enter(reply, user);
      return reply.code(201).send(await people.find(user));
    });
  }
}
