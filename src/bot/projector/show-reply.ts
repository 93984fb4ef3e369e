import { DiscordAPIError } from 'discord.js';
import type { RequestView } from '../../ports/views.ts';
import type { Drawn } from '../cards/frame.ts';
import { doctorReply } from '../cards/doctor.ts';
import { outcomeReply } from '../cards/reply.ts';
import { hashOf, nonceOf } from './messages.ts';
import type { Show, Showing } from './show.ts';
import { cardUrl } from './show.ts';
import { NotYet } from './trouble.ts';

/** An interaction's token works for 15 minutes; the last of them is left out, since clocks differ. */
const tokenLives = 14 * 60_000;

/**
 * The answer to whoever asked: an edit of “asked …” that only they see. Where the token has died (a long wait, a
 * restart) it is a message in the channel that pings only them.
 */
export const showReply: Show = async (showing, row) => {
  const { answering, clock, projections, views } = showing;
  const request = await views.request(row.subject);
  if (!request) throw new NotYet('the request of this reply is not there', 30_000);
  if (!request.outcome) throw new NotYet('the request has no outcome yet', 2_000);
  await answering.settled(request.interactionId);
  const { deployment } = request.outcome;
  const url = deployment === undefined ? undefined : await cardUrl(showing, deployment);
  if (deployment !== undefined && url === undefined && clock.now() - request.at < 10_000) {
    throw new NotYet('the card that the reply names is not posted yet', 300);
  }
  const { findings } = request.outcome;
  const drawn =
    findings === undefined ? outcomeReply(request.asked, request.outcome, url) : doctorReply(request.id, findings, 0);
  const shown = { hash: hashOf(drawn), version: 1 };
  if (row.external['via']) return shown;
  const via = (await editOriginal(showing, request, drawn)) ? 'original' : 'channel';
  const ids = via === 'channel' ? await tellInChannel(showing, request, drawn, row.id) : {};
  await projections.external(row.id, { ...row.external, via, ...ids });
  return shown;
};

/** False where the token has died: 401 with 50027, 404 with 10015 or 10062, or 10008 where the answer was dismissed. */
async function editOriginal({ clock, messages }: Showing, request: RequestView, drawn: Drawn): Promise<boolean> {
  if (clock.now() - request.at > tokenLives) return false;
  try {
    await messages.editReply(request.applicationId, request.token, drawn);
    return true;
  } catch (error) {
    if (error instanceof DiscordAPIError && [401, 403, 404].includes(error.status)) return false;
    throw error;
  }
}

async function tellInChannel(
  { messages }: Showing,
  request: RequestView,
  drawn: Drawn,
  rowId: string,
): Promise<Record<string, string>> {
  const content = `<@${request.userId}>`;
  const messageId = await messages.send(request.channelId, { ...drawn, content }, nonceOf(rowId), {
    pinged: { users: [request.userId], roles: [] },
  });
  return { channelId: request.channelId, messageId };
}
