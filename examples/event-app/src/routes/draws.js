import { z } from 'zod';
import { asQuery } from '../database.js';
import { reasonWords, whyNot } from '../draw/eligibility.js';
import { factsOf } from '../draw/facts.js';
import { id, read, words } from './read.js';

const wanted = z.strictObject({
  title: words(100),
  mode: z.enum(['normal', 'veteran']).default('normal'),
  daysNeeded: z.number().int().min(1).max(99),
  feedbackNeeded: z.boolean().default(true),
  prizes: z
    .array(z.strictObject({ prize: id, amount: z.number().int().min(1).max(1_000_000) }))
    .min(1)
    .max(50),
});
const byDraw = z.object({ draw: id });

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../app.js').Given} given
 */
export function drawRoutes(app, { database, draws, who, announcer }) {
  app.get('/api/draws', async () => ({ draws: await draws.list() }));

  app.get('/api/draws/:draw', async (request) => {
    const { draw } = read(byDraw, request.params);
    return { ...(await draws.find(draw)), prizes: await draws.prizesOf(draw), winners: await draws.winners(draw) };
  });

  // Once it is over, everything that it followed from: anybody can draw again (npm run draw:verify).
  app.get('/api/draws/:draw/proof', async (request, reply) =>
    reply.type('application/json; charset=utf-8').send(await draws.proof(read(byDraw, request.params).draw)),
  );

  app.get('/api/draws/:draw/me', async (request) => {
    const person = await who.person(request);
    const rules = await draws.find(read(byDraw, request.params).draw);
    const facts = await factsOf(asQuery(database), person.id);
    const because = whyNot(facts, rules).map((reason) => ({ reason, words: reasonWords[reason] }));
    return { eligible: because.length === 0, because, ticket: person.ticket };
  });

  app.post('/api/draws', async (request, reply) => {
    const admin = await who.admin(request);
    const draw = await draws.commit(read(wanted, request.body), admin);
    const { title, seedHash } = await draws.find(draw);
    await announcer.say(`The draw “${title}” is announced. Its seed’s SHA-256 is ${seedHash}`, admin.synthetic);
    return reply.code(201).send(await draws.find(draw));
  });

  app.post('/api/draws/:draw/run', async (request) => {
    const admin = await who.admin(request);
    const proof = await draws.run(read(byDraw, request.params).draw);
    await announcer.say(
      `The draw “${proof.title}” is over: ${proof.winners.length} of ${proof.entrants.length} have won. Its seed was ${proof.seed}`,
      admin.synthetic,
    );
    const { entrants, winners, ...rest } = proof;
    return { ...rest, entrants: entrants.length, winners: winners.length };
  });

  app.delete('/api/draws/:draw', async (request, reply) => {
    await who.admin(request);
    await draws.forget(read(byDraw, request.params).draw);
    return reply.code(204).send();
  });

  app.get('/api/announcements', async (request) => {
    await who.admin(request);
    return { announcements: await announcer.list() };
  });
}
