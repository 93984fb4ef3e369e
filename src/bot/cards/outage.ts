import type { Outage, OutageCode } from '../../core/outage.ts';
import { reasons } from '../../core/reason.ts';
import type { Alert } from './alert.ts';
import { frame } from './frame.ts';
import { told } from './moments.ts';
import { colours } from './standing.ts';
import { ago, code, lasted, safe } from './text.ts';

const words: Record<OutageCode, string> = {
  'github.refused': 'GitHub refuses Greenroom',
  'github.limited': 'GitHub says that it was asked too much',
  'github.away': 'GitHub does not answer',
};

/** For /status: `⚠ GitHub refuses Greenroom, since 12 minutes ago: pushes may wait`. */
export function outageLine(outage: Outage): string {
  return `⚠ ${words[outage.code]}, since ${ago(outage.since)}: pushes may wait ${code(outage.code, 40)}`;
}

/**
 * One message for the whole of it, which says in the end that it is over. Release managers are pinged where nothing gets
 * better until a person acts.
 */
export function outageAlert(
  outage: Outage,
  { repository, releaseManager }: { readonly repository: string; readonly releaseManager: string },
): Alert {
  const place = safe(repository, 140);
  if (outage.endedAt !== undefined) {
    const embed = frame({
      title: '✅ GitHub answers again',
      colour: colours.good,
      top: [
        `${place} could not be looked at for ${lasted(outage.endedAt - outage.since)}. What was pushed meanwhile is deployed by itself.`,
        '**Do now:** nothing.',
      ],
    });
    return {
      drawn: { content: `✅ GitHub answers again · ${place}`, embeds: [embed], components: [] },
      pinged: nobody,
    };
  }
  const pinged = outage.code === 'github.refused' ? { users: [], roles: [releaseManager] } : nobody;
  const embed = frame({
    title: `⚠ ${words[outage.code]}`,
    colour: colours.waiting,
    top: [
      '**What serves goes on serving.** Pushes may wait until GitHub answers; none is lost.',
      '',
      `${place} could not be looked at since ${ago(outage.since)}:`,
      `${told(outage.detail, 300)} ${code(outage.code, 40)}`,
      '',
      `**Do now:** ${reasons[outage.code].remedy}`,
    ],
  });
  const whom = pinged.roles.map((id) => ` · <@&${id}>`).join('');
  return {
    drawn: { content: `⚠ ${words[outage.code]}: pushes to ${place} may wait${whom}`, embeds: [embed], components: [] },
    pinged,
  };
}

const nobody = { users: [], roles: [] };
