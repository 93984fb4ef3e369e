import type { EmitterWebhookEventName } from '@octokit/webhooks';
import type { ReadEvent } from './event.ts';
import { readPing } from './ping.ts';
import { readPush } from './push.ts';
import { readWorkflowRun } from './workflow-run.ts';

/** One line per kind of event that is read; every other one is recorded and refused as not used. */
const events: ReadonlyMap<string, ReadEvent> = new Map<EmitterWebhookEventName, ReadEvent>([
  ['push', readPush],
  ['ping', readPing],
  ['workflow_run', readWorkflowRun],
]);

const notUsed: ReadEvent = () => ({ code: 'event.not-used' });

export function readerOf(event: string): ReadEvent {
  return events.get(event) ?? notUsed;
}
