import { DiscordAPIError } from 'discord.js';
import { reasons } from '../../core/reason.ts';
import type { StepRecord } from '../../core/step.ts';
import type { Projection } from '../../ports/projections.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { safe } from '../cards/text.ts';
import { describe, discordCode } from '../describe.ts';
import { logFileName } from '../log-answer.ts';
import { nonceOf } from './messages.ts';
import type { Showing } from './show.ts';
import { codes } from './trouble.ts';

const logBytes = 256 * 1024;

/** The end of each failed step's log, as a file in the card's thread, once. What was posted is kept in `external`. */
export async function postFailureLogs(
  showing: Showing,
  row: Projection,
  before: Projection['external'],
  view: DeploymentView,
): Promise<void> {
  let external = before;
  for (const step of view.steps) {
    const key = `log:${step.name}`;
    if (step.state !== 'failed' || external[key]) continue;
    const posted = await postLog(showing, row, external, view, step);
    external = { ...external, ...posted.ids, [key]: posted.what };
    await showing.projections.external(row.id, external);
  }
}

async function postLog(
  { messages, views, projections, log }: Showing,
  row: Projection,
  external: Projection['external'],
  view: DeploymentView,
  step: StepRecord,
): Promise<{ what: string; ids: Record<string, string> }> {
  const text = await views.log(view.id, step.name, logBytes);
  const { channelId, messageId } = external;
  if (text.trim() === '' || !channelId || !messageId) return { what: 'empty', ids: {} };
  try {
    let threadId = external['threadId'];
    if (!threadId) {
      threadId = await messages
        .openThread(channelId, messageId, `Log of ${view.environment} #${String(view.number)}`)
        .catch((error: unknown) => {
          // A thread from a message has the message's id, so one of an attempt that was cut short is found again.
          if (discordCode(error) === codes.threadExists) return messageId;
          throw error;
        });
      await projections.external(row.id, { ...external, threadId });
    }
    const means = step.code === undefined ? '' : ` ${reasons[step.code].means}`;
    const content = `❌ ${safe(step.name, 40)} failed.${means}`;
    const id = await messages.send(
      threadId,
      { content, embeds: [], components: [] },
      nonceOf(row.id, `log:${step.name}`),
      {
        file: { name: logFileName(view, step.name), text },
      },
    );
    return { what: id, ids: { threadId } };
  } catch (error) {
    // The log is an extra: a server that allows no threads still gets its card. /logs has it too.
    if (!(error instanceof DiscordAPIError) || (error.status !== 403 && error.status !== 404 && error.status !== 400))
      throw error;
    log.warn(
      { deployment: view.id, step: step.name, error: describe(error) },
      'the log was not posted; give the bot Create Public Threads, Send Messages in Threads and Attach Files',
    );
    return { what: 'not-allowed', ids: {} };
  }
}
