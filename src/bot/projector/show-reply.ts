import { DiscordAPIError } from 'discord.js';
import type { RequestView } from '../../ports/views.ts';
import type { Drawn } from '../cards/frame.ts';
import { drawAltText, drawImage } from '../cards/draw-image.ts';
import { doctorReply } from '../cards/doctor.ts';
import { drawFile, outcomeReply, workingReply } from '../cards/reply.ts';
import { renderImage } from '../render-image.ts';
import { type SentFile, hashOf, nonceOf } from './messages.ts';
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
  if (!request.outcome) return showProgress(showing, request);
  await answering.settled(request.interactionId);
  const { deployment } = request.outcome;
  const url = deployment === undefined ? undefined : await cardUrl(showing, deployment);
  if (deployment !== undefined && url === undefined && clock.now() - request.at < 10_000) {
    throw new NotYet('the card that the reply names is not posted yet', 300);
  }
  const { findings } = request.outcome;
  const drawn =
    findings === undefined
      ? outcomeReply(request.asked, request.outcome, url, request.id)
      : doctorReply(request.id, findings, 0);
  const shown = { hash: hashOf(drawn), version: request.version };
  if (row.external['via']) return shown;
  const file = imageOf(request);
  const via = (await editOriginal(showing, request, drawn, file)) ? 'original' : 'channel';
  const ids = via === 'channel' ? await tellInChannel(showing, request, drawn, row.id, file) : {};
  await projections.external(row.id, { ...row.external, via, ...ids });
  return shown;
};

/** What takes long says how far it has come; nobody is pinged for that where the token has died. */
async function showProgress(showing: Showing, request: RequestView): ReturnType<Show> {
  const { operation } = request;
  if (operation?.progress === undefined) throw new NotYet('the request has no outcome yet', 2_000);
  await showing.answering.settled(request.interactionId);
  const drawn = workingReply(request.asked, operation.progress, operation.startedAt);
  await editOriginal(showing, request, drawn);
  return { hash: hashOf(drawn), version: request.version };
}

function imageOf({ outcome }: RequestView): SentFile | undefined {
  const report = outcome?.draw;
  if (report === undefined) return undefined;
  return { name: drawFile, png: renderImage(drawImage(report)), says: drawAltText(report) };
}

/** False where the token has died: 401 with 50027, 404 with 10015 or 10062, or 10008 where the answer was dismissed. */
async function editOriginal(
  { clock, messages }: Showing,
  request: RequestView,
  drawn: Drawn,
  file?: SentFile,
): Promise<boolean> {
  if (clock.now() - request.at > tokenLives) return false;
  try {
    await messages.editReply(request.applicationId, request.token, drawn, file);
    return true;
  } catch (error) {
    if (error instanceof DiscordAPIError && [401, 403, 404].includes(error.status)) return false;
    throw error;
  }
}

/**
 * Where it was asked. There the bot may not be allowed to write, as answering takes no permission at all; or the channel is
 * gone. Then it is told where the cards are: whoever asked is called to it wherever it is.
 */
async function tellInChannel(
  { config, messages }: Showing,
  request: RequestView,
  drawn: Drawn,
  rowId: string,
  file: SentFile | undefined,
): Promise<Record<string, string>> {
  const content = `<@${request.userId}>`;
  const tell = async (channelId: string): Promise<Record<string, string>> => {
    const messageId = await messages.send(channelId, { ...drawn, content }, nonceOf(rowId, channelId), {
      pinged: { users: [request.userId], roles: [] },
      ...(file === undefined ? {} : { file }),
    });
    return { channelId, messageId };
  };
  const { deployments } = config.discord.channels;
  try {
    return await tell(request.channelId);
  } catch (error) {
    const isClosed = error instanceof DiscordAPIError && (error.status === 403 || error.status === 404);
    if (!isClosed || request.channelId === deployments) throw error;
    return tell(deployments);
  }
}
