import { lockNotice } from '../cards/lock-lines.ts';
import { hashOf, nonceOf } from './messages.ts';
import type { Show } from './show.ts';
import { NotYet } from './trouble.ts';

/** A lock ends soon: told once, in a message of its own that pings its owner, since nobody watches a card for it. */
export const showNotice: Show = async ({ config, messages, projections, views }, row) => {
  const lock = await views.lock(row.subject);
  if (lock === undefined) throw new NotYet('the lock of this notice is not there', 30_000);
  const drawn = lockNotice(lock);
  const shown = { hash: hashOf(drawn), version: 1 };
  if (row.external['messageId'] !== undefined) return shown;
  const users = lock.by === undefined ? [] : [lock.by.discordId];
  const channelId = config.discord.channels.deployments;
  const messageId = await messages.send(channelId, drawn, nonceOf(row.id), { pinged: { users, roles: [] } });
  await projections.external(row.id, { channelId, messageId });
  return shown;
};
