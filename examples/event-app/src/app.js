import fastify from 'fastify';
import { Refusal } from './refusal.js';
import { drawRoutes } from './routes/draws.js';
import { healthRoutes } from './routes/health.js';
import { loginRoutes } from './routes/login.js';
import { outboxRoutes } from './routes/outbox.js';
import { playRoutes } from './routes/play.js';
import { prizeRoutes } from './routes/prizes.js';
import { webRoutes } from './routes/web.js';
import { createWho } from './routes/who.js';

/**
 * @typedef {object} Given what the app is told: what it is, and where its data are
 * @property {import('./environment.js').Environment} environment
 * @property {string} commit
 * @property {string} newestMigration
 * @property {import('./database.js').Database} database
 * @property {ReturnType<typeof import('./event/days.js').createDays>} days
 * @property {ReturnType<typeof import('./draw/draws.js').createDraws>} draws
 * @property {ReturnType<typeof import('./draw/wins.js').createWins>} wins
 * @property {ReturnType<typeof import('./people/people.js').createPeople>} people
 * @property {ReturnType<typeof import('./people/sessions.js').createSessions>} sessions
 * @property {ReturnType<typeof import('./discord/oauth.js').createOauth> | undefined} oauth
 * @property {ReturnType<typeof import('./discord/announce.js').createAnnouncer>} announcer
 * @property {ReturnType<typeof createWho>} who
 * @property {string} home where people go after a login: the page's address, '' for this one
 */

/**
 * The app without its surroundings.
 *
 * @param {Omit<Given, 'who' | 'home'> & { kit: import('./kit.js').Kit, logger: import('fastify').FastifyServerOptions['logger'] }} rest
 */
export function createApp({ kit, logger, ...rest }) {
  const { environment } = rest;
  const production = environment.flags.isProduction;
  const given = { ...rest, who: createWho(rest), home: environment.webUrl ?? '' };
  const app = fastify({
    loggerInstance: logger,
    bodyLimit: 16 * 1024,
    // While it drains, requests that are under way are answered, and idle connections are closed at once.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });

  const origins = new Set(
    [environment.publicUrl, environment.webUrl].flatMap((url) => (url === undefined ? [] : [new URL(url).origin])),
  );
  const ours = (request, origin) => origins.has(origin) || origin === `${request.protocol}://${request.host}`;

  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined) return;
    if (ours(request, origin)) {
      reply
        .header('access-control-allow-origin', origin)
        .header('access-control-allow-credentials', 'true')
        .header('vary', 'origin');
      if (request.method === 'OPTIONS') {
        await reply
          .header('access-control-allow-methods', 'GET, POST, PUT, DELETE')
          .header('access-control-allow-headers', 'content-type')
          .header('access-control-max-age', '600')
          .code(204)
          .send();
      }
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new Refusal(403, 'foreign-origin', 'Another site may not do this in your name.');
    }
  });

  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-environment', environment.flags.appEnv);
    reply.header(
      'content-security-policy',
      "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    );
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'same-origin');
    if (!production) reply.header('x-robots-tag', 'noindex, nofollow');
  });

  app.setErrorHandler(async (error, request, reply) => {
    if (error instanceof Refusal) return reply.code(error.status).send({ code: error.code, message: error.message });
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ code: 'bad-request', message: error.message });
    request.log.error(error, 'something broke');
    return reply.code(500).send({ code: 'broken', message: 'Something broke here. It was written down.' });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'not-found', message: 'There is nothing here.' }),
  );
  app.options('/*', (_request, reply) => reply.code(204).send());

  void app.register(kit.fastify);
  for (const routes of [healthRoutes, loginRoutes, playRoutes, prizeRoutes, drawRoutes, webRoutes]) routes(app, given);
  if (!production) outboxRoutes(app, given);
  return app;
}
