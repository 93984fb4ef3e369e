import { z } from 'zod';
import { id, read, words } from './read.js';

const prize = z.strictObject({ title: words(100), stock: z.number().int().min(0).max(1_000_000) });

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../app.js').Given} given
 */
export function prizeRoutes(app, { database, wins, who }) {
  app.get('/api/prizes', async () => ({
    prizes: await database.selectFrom('prizes').select(['id', 'title', 'stock']).orderBy('id').limit(500).execute(),
  }));

  app.post('/api/prizes', async (request, reply) => {
    const admin = await who.admin(request);
    const { title, stock } = read(prize, request.body);
    const made = await database
      .insertInto('prizes')
      .values({ title, stock, synthetic: admin.synthetic })
      .returning(['id', 'title', 'stock'])
      .executeTakeFirstOrThrow();
    return reply.code(201).send(made);
  });

  app.post('/api/wins/:win/claim', async (request, reply) => {
    const person = await who.person(request);
    await wins.claim(read(z.object({ win: id }), request.params).win, person.id);
    return reply.code(204).send();
  });
}
