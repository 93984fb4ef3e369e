import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { page } from './page.js';

/** @param {string} name */
const asset = (name) => readFileSync(new URL(`../public/${name}`, import.meta.url), 'utf8');

const userName = { type: 'string', minLength: 1, maxLength: 32, pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]*$' };
const refusals = {
  'not-open': [403, 'This day is not open yet.'],
  'unknown-day': [404, 'The event has no such day.'],
};

/**
 * The app without its surroundings: it is told what it is and where its data are.
 *
 * @param {{ environment: { name: string, production: boolean }, commit: string, newestMigration: string,
 *   days: ReturnType<typeof import('./days.js').createDays>, logger: import('fastify').FastifyServerOptions['logger'] }} given
 */
export function createApp({ environment, commit, newestMigration, days, logger }) {
  const app = fastify({
    logger,
    bodyLimit: 16 * 1024,
    // What is sent beyond what we know is a mistake of the sender; fastify would drop it in silence.
    ajv: { customOptions: { removeAdditional: false } },
    // While it drains, requests that are under way are answered, and idle connections are closed at once.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  });

  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-environment', environment.name);
    reply.header('content-security-policy', "default-src 'self'; img-src data:; frame-ancestors 'none'");
    reply.header('x-content-type-options', 'nosniff');
    if (!environment.production) reply.header('x-robots-tag', 'noindex, nofollow');
  });

  app.get('/healthz', async (request, reply) => {
    try {
      const schema = await days.schema();
      // Newer than ours is fine: that is how it is after a rollback.
      if (schema >= newestMigration) return { ok: true };
      return await reply
        .code(503)
        .send({ ok: false, problem: `the database is at ${schema}, this build needs ${newestMigration}` });
    } catch (error) {
      request.log.error(error, 'the database does not answer');
      return reply.code(503).send({ ok: false, problem: 'the database does not answer' });
    }
  });

  app.get('/version', async () => ({
    commit,
    environment: environment.name,
    schema: await days.schema().catch(() => 'unknown'),
  }));

  app.get('/', async (_request, reply) => {
    const [{ title, days: list }, count] = await Promise.all([days.list(), days.count()]);
    const html = page({
      title,
      days: list,
      environment: environment.name,
      production: environment.production,
      commit,
      count,
    });
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });
  const [style, script] = [asset('style.css'), asset('page.js')];
  app.get('/style.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(style));
  app.get('/page.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));

  app.get('/api/days', () => days.list());
  app.get('/api/completions', () => days.count());
  app.get(
    '/api/users/:user/completions',
    { schema: { params: { type: 'object', properties: { user: userName } } } },
    async (request) => ({ days: await days.completedBy(Object(request.params).user) }),
  );
  app.post(
    '/api/days/:day/completions',
    {
      schema: {
        params: { type: 'object', properties: { day: { type: 'integer', minimum: 0, maximum: 999 } } },
        body: { type: 'object', required: ['user'], additionalProperties: false, properties: { user: userName } },
      },
    },
    async (request, reply) => {
      const { day } = Object(request.params);
      const { user } = Object(request.body);
      const outcome = await days.complete(day, user);
      if (outcome === 'not-open' || outcome === 'unknown-day') {
        const [status, message] = refusals[outcome];
        return reply.code(Number(status)).send({ code: outcome, message });
      }
      const { days: list } = await days.list();
      const completions = list.find((one) => one.day === day)?.completions ?? 0;
      return reply.code(outcome === 'completed' ? 201 : 200).send({ day, user, completions });
    },
  );

  return app;
}
