import type { Facts, Seen } from '../../ports/survey.ts';
import { defineCheck, each, ok, seen, warn } from '../check.ts';

interface Sent {
  readonly repository: string;
  readonly events: readonly string[];
}

/** The webhooks of repositories that have a suite which is a workflow. */
function whereSuitesRun({ github }: Facts): Seen<readonly Sent[]> {
  const found = each(
    github,
    ({ repository }) => repository,
    ({ workflows, hooks }) => (workflows.ok && workflows.value.length === 0 ? seen([]) : hooks),
  );
  if (!found.ok) return found;
  return seen(found.value.flatMap(({ name, value }) => value.map(({ events }) => ({ repository: name, events }))));
}

export const webhookRuns = defineCheck({
  id: 'webhook-runs',
  title: 'Whether the webhook sends runs of workflows',
  wanted:
    'The workflow_run event, where a suite is a workflow: its result comes at once instead of within ten seconds.',
  remedy: 'Repository settings, Webhooks, Edit: choose the Workflow runs event too.',
  of: whereSuitesRun,
  judge: (sent) => {
    const without = sent.filter(({ events }) => !events.includes('workflow_run') && !events.includes('*'));
    if (without.length > 0) return warn(`not from ${without.map(({ repository }) => repository).join(', ')}`);
    return ok(sent.length === 0 ? 'not needed' : 'sent');
  },
});
