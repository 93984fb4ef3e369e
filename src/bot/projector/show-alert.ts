import { alert } from '../cards/alert.ts';
import { discordCode } from '../describe.ts';
import { hashOf, nonceOf } from './messages.ts';
import type { Show } from './show.ts';
import { cardUrl } from './show.ts';
import { codes, NotYet } from './trouble.ts';

/** A new message in the alerts channel, since edits notify nobody. It is sent once; one that was deleted stays so. */
export const showAlert: Show = async (showing, row) => {
  const { config, messages, projections, views } = showing;
  const view = await views.deployment(row.subject);
  if (!view) throw new NotYet('the deployment of this alert is not there', 30_000);
  const url = await cardUrl(showing, view.id);
  const made = alert(view, config.people, config.discord.roles.releaseManager, url);
  if (!made) return { hash: 'nothing-wrong', version: view.version };
  const shown = { hash: hashOf(made.drawn), version: view.version };
  const { channelId, messageId } = row.external;
  if (!channelId || !messageId) {
    const to = config.discord.channels.alerts;
    const id = await messages.send(to, made.drawn, nonceOf(row.id), { pinged: made.pinged });
    await projections.external(row.id, { ...row.external, channelId: to, messageId: id });
  } else if (shown.hash !== row.shown) {
    await messages.edit(channelId, messageId, made.drawn).catch((error: unknown) => {
      if (discordCode(error) !== codes.unknownMessage) throw error;
    });
  }
  return shown;
};
