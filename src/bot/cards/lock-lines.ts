import type { Lock } from '../../core/lock.ts';
import type { Drawn } from './frame.ts';
import { frame } from './frame.ts';
import { colours } from './standing.ts';
import { ago, safe } from './text.ts';

/** `🔒 held by Ana: the jury (ends in 3 hours)`. */
export function lockLine(lock: Lock): string {
  const why = safe(lock.reason, 200);
  if (lock.kind === 'bad-version') return `🔒 held by Greenroom: ${why} → /clear when you know why`;
  const until = lock.expiresAt === undefined ? '' : ` (ends ${ago(lock.expiresAt)})`;
  return `🔒 held by ${safe(lock.by?.name ?? 'somebody', 32)}: ${why}${until}`;
}

/** To the owner, shortly before the end. */
export function lockNotice(lock: Lock): Drawn {
  const place = safe(lock.environment, 31);
  const end = lock.expiresAt === undefined ? 'soon' : ago(lock.expiresAt);
  const whom = lock.by !== undefined && /^\d{15,21}$/.test(lock.by.discordId) ? `<@${lock.by.discordId}>` : 'Somebody';
  const embed = frame({
    title: `🔒 your lock of ${place} ends soon`,
    colour: colours.waiting,
    top: [
      `It ends ${end}: ${safe(lock.reason, 200)}`,
      `**Do now:** nothing, if you are done; what waits goes on by itself. /lock again to keep it.`,
    ],
  });
  return { content: `🔒 ${place}: your lock ends ${end} · ${whom}`, embeds: [embed], components: [] };
}
