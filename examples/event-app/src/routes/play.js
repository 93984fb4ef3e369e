import { z } from 'zod';
import { dayNumber, read } from './read.js';

const completion = z.strictObject({
  mode: z.enum(['normal', 'veteran']).default('normal'),
  answer: z.string().min(1).max(100),
});
const opinion = z.strictObject({
  rating: z.number().int().min(1).max(5),
  words: z
    .string()
    .max(1000)
    .regex(/^[^\p{Cs}\0]*$/u, 'no broken characters, please')
    .default(''),
});
const byDay = z.object({ day: dayNumber });

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../app.js').Given} given
 */
export function playRoutes(app, { days, who, wins }) {
  app.get('/api/days', () => days.list());
  app.get('/api/completions', () => days.count());

  app.get('/api/days/:day', async (request) => {
    await who.person(request);
    return days.content(read(byDay, request.params).day);
  });

  app.post('/api/days/:day/completions', async (request, reply) => {
    const person = await who.person(request);
    const { day } = read(byDay, request.params);
    const { outcome, mode } = await days.complete(person.id, day, read(completion, request.body));
    const { days: list } = await days.list();
    const completions = list.find((one) => one.day === day)?.completions ?? 0;
    return reply.code(outcome === 'completed' ? 201 : 200).send({ day, mode, completions });
  });

  app.put('/api/days/:day/feedback', async (request, reply) => {
    const person = await who.person(request);
    await days.say(person.id, read(byDay, request.params).day, read(opinion, request.body));
    return reply.code(204).send();
  });

  app.get('/api/days/:day/feedback', async (request) => {
    await who.admin(request);
    return { feedback: await days.feedback(read(byDay, request.params).day) };
  });

  app.get('/api/me', async (request) => {
    const { id, ...person } = await who.person(request);
    return { ...person, ...(await days.doneBy(id)), wins: await wins.of(id) };
  });
}
