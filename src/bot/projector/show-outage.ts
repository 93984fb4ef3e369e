import { outageAlert } from '../cards/outage.ts';
import { sendOrEdit } from './show-alert.ts';
import type { Show } from './show.ts';
import { NotYet } from './trouble.ts';

/** A new message in the alerts channel, since there is no card where a push was not even seen. */
export const showOutage: Show = async (showing, row) => {
  const { config, views } = showing;
  const outage = await views.outage(row.subject);
  if (outage === undefined) throw new NotYet('what this message is about is not there', 30_000);
  const repository = config.projects[outage.project]?.repository ?? outage.project;
  const made = outageAlert(outage, { repository, releaseManager: config.discord.roles.releaseManager });
  return sendOrEdit(showing, row, made, outage.version);
};
