import * as z from 'zod';
import type { ReadEvent } from './event.ts';

const ping = z.object({
  hook: z.object({ events: z.array(z.string()) }),
  repository: z.object({ full_name: z.string() }).optional(),
});

/** GitHub's hello when a webhook is made: the moment to say that it would never send a push. */
export const readPing: ReadEvent = (payload, followed) => {
  const parsed = ping.safeParse(payload);
  if (!parsed.success) return { code: 'event.malformed', note: z.prettifyError(parsed.error) };
  const { hook, repository } = parsed.data;
  const name = repository?.full_name ?? 'an organisation or app';
  if (!hook.events.some((event) => event === 'push' || event === '*')) {
    return { code: 'event.not-used', note: `the webhook of ${name} does not send push events; tick “Pushes” there` };
  }
  if (repository !== undefined && followed(name) === undefined) {
    return { code: 'event.not-used', note: `the webhook of ${name} works, but no project names that repository` };
  }
  return { code: 'event.not-used', note: `the webhook of ${name} works` };
};
