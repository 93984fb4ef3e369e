import { DiscordAPIError } from 'discord.js';
import type { Projection } from '../../ports/projections.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { nudge } from '../ask.ts';
import { card } from '../cards/card.ts';
import { linksOf } from '../cards/links.ts';
import { describe } from '../describe.ts';
import { approve, veto } from '../reactions/reaction-on-card.ts';
import { askAgain } from '../reactions/ask-again.ts';
import { postFailureLogs } from './failure-log.ts';
import { hashOf, nonceOf } from './messages.ts';
import type { Show, Showing } from './show.ts';
import { isGone, NotYet } from './trouble.ts';

type External = Projection['external'];

/**
 * The living card: posted at once, then edited; posted anew where somebody deleted it, or the channel that it was in: where
 * cards belong is the config's to say.
 */
export const showCard: Show = async (showing, row) => {
  const { config, githubServerUrl, views, pace, messages, signal } = showing;
  const links = linksOf(config.projects, githubServerUrl);
  const read = async (): Promise<DeploymentView> => {
    const found = await views.deployment(row.subject);
    if (!found) throw new NotYet('the deployment of this card is not there', 30_000);
    return found;
  };
  let view = await read();
  let drawn = card(view, links);
  let external = row.external;
  const { channelId, messageId } = external;
  if (!channelId || !messageId) {
    external = await post(showing, row, external, drawn);
  } else if (hashOf(drawn) !== row.shown) {
    await pace.turn(messageId, signal);
    view = await read();
    drawn = card(view, links);
    pace.touched(messageId);
    try {
      await messages.edit(channelId, messageId, drawn);
    } catch (error) {
      if (!isGone(error)) throw error;
      external = await post(showing, row, external, drawn);
    }
  }
  external = await addReactions(showing, row, external, view);
  external = await tellWaiting(showing, row, external, view);
  await postFailureLogs(showing, row, external, view);
  return { hash: hashOf(drawn), version: view.version };
};

/** Each posting anew has its own nonce: with the old one Discord would give back the message that was deleted. */
async function post(
  { config, messages, pace, projections }: Showing,
  row: Projection,
  before: External,
  drawn: ReturnType<typeof card>,
): Promise<External> {
  const generation = before['messageId'] === undefined ? '0' : String(Number(before['generation'] ?? '0') + 1);
  const channelId = config.discord.channels.deployments;
  const messageId = await messages.send(channelId, drawn, nonceOf(row.id, generation));
  pace.touched(messageId);
  // A thread is at one message: what is still to be logged begins a new one.
  const external = { ...before, channelId, messageId, generation, reactions: '', threadId: '' };
  await projections.external(row.id, external);
  return external;
}

/** Staging was verified again: a promotion that was held for that need not wait for the next minute. Once. */
async function tellWaiting(
  showing: Showing,
  row: Projection,
  external: External,
  view: DeploymentView,
): Promise<External> {
  if (view.kind !== 'verification' || view.state !== 'succeeded' || external['told']) return external;
  const after = { ...external, told: 'waiting' };
  await showing.projections.external(row.id, after);
  await askAgain(showing, [view.project], 'verified');
  return after;
}

/**
 * The bot puts both reactions there, so that people need only tap. An extra: where it may not, the card has to go on
 * telling what is so, and is read for what people put there themselves. Tried again whenever the card changes.
 */
async function addReactions(
  showing: Showing,
  row: Projection,
  external: External,
  view: DeploymentView,
): Promise<External> {
  const { projections } = showing;
  const { channelId, messageId, reactions } = external;
  if (view.kind !== 'promotion' || view.state !== 'waiting' || reactions === 'both' || !channelId || !messageId)
    return external;
  const after = { ...external, reactions: (await react(showing, channelId, messageId)) ? 'both' : 'refused' };
  await projections.external(row.id, after);
  if (reactions) return after;
  // Guards were asked before there was a card to read reactions from; what it shows should be so from the start.
  const { project, environment, id } = view;
  await nudge(showing, { kind: 'evaluate', project, environment, tier: 'production', deployment: id, cause: 'posted' });
  return after;
}

/** False where the bot may not. */
async function react({ messages, log }: Showing, channelId: string, messageId: string): Promise<boolean> {
  try {
    await messages.react(channelId, messageId, approve);
    await messages.react(channelId, messageId, veto);
    return true;
  } catch (error) {
    if (!(error instanceof DiscordAPIError) || (error.status !== 403 && error.status !== 400)) throw error;
    const remedy =
      'Give the bot Add Reactions and Read Message History there; until then people add ✅ or ❌ themselves.';
    log.error({ message: messageId, error: describe(error), remedy }, 'a promotion card has no ✅ and ❌ to tap');
    return false;
  }
}
