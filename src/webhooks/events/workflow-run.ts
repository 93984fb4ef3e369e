import * as z from 'zod';
import type { ReadEvent } from './event.ts';

/** Only what is used. https://docs.github.com/webhooks/webhook-events-and-payloads#workflow_run */
const workflowRun = z.object({
  action: z.string(),
  workflow_run: z.object({
    id: z.number().int().positive(),
    event: z.string(),
    head_branch: z.string().nullable(),
  }),
  repository: z.object({ full_name: z.string() }),
});

/** The end of a run that somebody dispatched on a branch that is followed: perhaps a suite of ours waits for it. */
export const readWorkflowRun: ReadEvent = (payload, followed) => {
  const parsed = workflowRun.safeParse(payload);
  if (!parsed.success) return { code: 'event.malformed', note: z.prettifyError(parsed.error) };
  const { action, workflow_run: run, repository } = parsed.data;
  const follower = followed(repository.full_name);
  if (follower === undefined) return { code: 'push.other-repository' };
  if (action !== 'completed' || run.event !== 'workflow_dispatch') return { code: 'event.not-used' };
  if (run.head_branch !== follower.branch) return { code: 'push.other-branch' };
  const { project, environment } = follower;
  return { intent: { kind: 'look-at-run', project, environment, tier: 'staging', run: run.id } };
};
