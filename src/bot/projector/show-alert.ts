import type { Projection } from '../../ports/projections.ts';
import { type Alert, alert } from '../cards/alert.ts';
import { hashOf, nonceOf } from './messages.ts';
import { type Show, type Showing, type Shown, cardUrl } from './show.ts';
import { isGone, NotYet } from './trouble.ts';

/** A new message in the alerts channel, since edits notify nobody. It is sent once; one that was deleted stays so. */
export const showAlert: Show = async (showing, row) => {
  const { config, views } = showing;
  const view = await views.deployment(row.subject);
  if (!view) throw new NotYet('the deployment of this alert is not there', 30_000);
  const url = await cardUrl(showing, view.id);
  const made = alert(view, config.people, config.discord.roles.releaseManager, url);
  if (!made) return { hash: 'nothing-wrong', version: view.version };
  return sendOrEdit(showing, row, made, view.version);
};

/** Sent once, and kept up to date; whoever deletes it has read it. */
export async function sendOrEdit(
  { config, messages, projections }: Showing,
  row: Projection,
  made: Alert,
  version: number,
): Promise<Shown> {
  const shown = { hash: hashOf(made.drawn), version };
  const { channelId, messageId } = row.external;
  if (!channelId || !messageId) {
    const to = config.discord.channels.alerts;
    const id = await messages.send(to, made.drawn, nonceOf(row.id), { pinged: made.pinged });
    await projections.external(row.id, { ...row.external, channelId: to, messageId: id });
  } else if (shown.hash !== row.shown) {
    await messages.edit(channelId, messageId, made.drawn).catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
  }
  return shown;
}
