import { Refusal } from '../refusal.js';
import { cookie } from './cookies.js';

/**
 * Who asks. @param {{ sessions: ReturnType<typeof import('../people/sessions.js').createSessions>,
 *   people: ReturnType<typeof import('../people/people.js').createPeople> }} given
 */
export function createWho({ sessions, people }) {
  /** @param {import('fastify').FastifyRequest} request @returns {Promise<import('../people/people.js').Person | undefined>} */
  async function maybe(request) {
    const user = await sessions.user(cookie(request, 'session'));
    return user === undefined ? undefined : await people.find(user);
  }
  /** @param {import('fastify').FastifyRequest} request */
  async function person(request) {
    const found = await maybe(request);
    if (found === undefined) throw new Refusal(401, 'log-in', 'Log in first.');
    return found;
  }
  return {
    maybe,
    person,
    /** @param {import('fastify').FastifyRequest} request */
    async admin(request) {
      const found = await person(request);
      if (!found.admin) throw new Refusal(403, 'not-admin', 'Only those who run the event may do this.');
      return found;
    },
  };
}
