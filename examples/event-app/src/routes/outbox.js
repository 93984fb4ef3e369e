import { asQuery } from '../database.js';

/**
 * What would have left this place and did not, for everybody to see. Off production only.
 *
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../app.js').Given} given
 */
export function outboxRoutes(app, { database, announcer }) {
  app.get('/api/outbox', async () => {
    const { rows } = await asQuery(database)(
      'select id::integer, kind, leaving, because, at from greenroom.outbox order by id desc limit 100',
    );
    return { announcements: await announcer.list(), kept: rows };
  });
}
