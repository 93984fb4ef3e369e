import * as z from 'zod';
import type { ReadEvent } from './event.ts';

const object = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const login = z
  .string()
  .regex(/^[\w-]{1,60}(\[bot\])?$/)
  .optional()
  .catch(undefined);

/** Only what is used. https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const push = z.object({
  ref: z.string().startsWith('refs/'),
  before: object,
  after: object,
  deleted: z.boolean(),
  repository: z.object({ full_name: z.string(), fork: z.boolean() }),
  pusher: z.object({ name: login }).optional(),
  sender: z.object({ login }).optional(),
});

/** The same as config allows for an environment's branch: no other one can be followed. */
const plainBranch = /^(?!-)(?!.*\.\.)(?!.*\/$)[A-Za-z0-9._/-]{1,200}$/;
const heads = 'refs/heads/';

export const readPush: ReadEvent = (payload, followed, delivery) => {
  const parsed = push.safeParse(payload);
  if (!parsed.success) return { code: 'event.malformed', note: z.prettifyError(parsed.error) };
  const { ref, after, deleted, repository, pusher, sender } = parsed.data;

  const follower = followed(repository.full_name);
  // A fork sends its own name, so a configured repository that happens to be a fork of another is taken.
  if (follower === undefined) return { code: repository.fork ? 'push.fork' : 'push.other-repository' };
  if (!ref.startsWith(heads)) return { code: 'push.not-a-branch' };
  const branch = ref.slice(heads.length);
  if (!plainBranch.test(branch)) return { code: 'push.odd-ref' };
  if (deleted || /^0+$/.test(after)) return { code: 'push.branch-deleted' };

  if (branch !== follower.branch) return { code: 'push.other-branch' };
  const { project, environment } = follower;
  const by = pusher?.name ?? sender?.login;
  return {
    intent: {
      kind: 'look-at-branch',
      project,
      environment,
      tier: 'staging',
      branch,
      cause: 'push',
      after,
      delivery,
      ...(by === undefined ? {} : { pusher: by }),
    },
  };
};
