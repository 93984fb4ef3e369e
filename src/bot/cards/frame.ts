import { EmbedBuilder } from '@discordjs/builders';
import type { APIActionRowComponent, APIComponentInMessageActionRow, APIEmbed } from 'discord.js';
import type { AuditAnchor } from '../../ports/views.ts';
import { cut } from './text.ts';

/** What is to be shown, as Discord's JSON. It is compared by hash, so equal state must draw equal bytes. */
export interface Drawn {
  readonly content?: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly APIActionRowComponent<APIComponentInMessageActionRow>[];
}

export interface Frame {
  readonly title: string;
  readonly colour: number;
  /**
   * What a tired person reads: what happened, is production fine, what can I do. At most 12 lines are kept, not counting
   * empty ones, which part what belongs together.
   */
  readonly top: readonly string[];
  readonly details?: readonly string[];
  /** The way on. It is kept however long the details are: what is cut off must not take it along. */
  readonly last?: readonly string[];
  readonly footer?: string;
  /** Name of a file that goes along, shown below the words. */
  readonly image?: string;
}

const topLines = 12;
/** Discord allows 4096 in a description and 6000 in a message; what is longer than this nobody reads on a phone. */
const descriptionBudget = 3500;

/** No fields: inline ones turn into narrow columns on a phone. The builder refuses what Discord would refuse. */
export function frame(parts: Frame): APIEmbed {
  const top = firstLines(parts.top, topLines);
  const details = parts.details ?? [];
  const lines = details.length > 0 ? [...top, '', ...details] : top;
  const embed = new EmbedBuilder().setTitle(cut(parts.title, 256)).setColor(parts.colour);
  const last = (parts.last ?? []).join('\n');
  const body = fit(lines, descriptionBudget - last.length - 2);
  const description = `${body}${details.length > 0 ? '\n' : '\n\n'}${last}`.trim();
  if (description !== '') embed.setDescription(description);
  if (parts.footer !== undefined) embed.setFooter({ text: cut(parts.footer, 200) });
  if (parts.image !== undefined) embed.setImage(`attachment://${parts.image}`);
  return embed.toJSON();
}

/** Blocks of lines with an empty line between them; a block that has nothing to say leaves no gap. */
export function parted(...blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function firstLines(lines: readonly string[], max: number): string[] {
  let left = max;
  return lines.filter((line) => line === '' || left-- > 0);
}

/** How many of the lines, from the first on, take no more than `max` together: whole ones only, each with its line break. */
export function fitting(lines: readonly string[], max: number): number {
  let size = 0;
  const over = lines.findIndex((line) => (size += line.length + 1) > max);
  return over < 0 ? lines.length : over;
}

/** Whole lines only: a cut inside a line could leave half of an escape, which would eat what follows it. */
function fit(lines: readonly string[], max: number): string {
  const kept: string[] = [];
  let size = 0;
  for (const [index, line] of lines.entries()) {
    const left = lines.length - index;
    const note = `… and ${String(left)} more lines`;
    const room = left > 1 ? max - note.length - 1 : max;
    if (size + line.length + 1 > room) {
      kept.push(note);
      break;
    }
    kept.push(line);
    size += line.length + 1;
  }
  return kept.join('\n').trim();
}

/**
 * `Card 0123456789ab · Audit #41 · 0123456789ab`: another card is another decision, and a rewritten chain is found out
 * by comparing with what people saw.
 */
export function auditLine(audit: AuditAnchor | undefined, cardHash?: string): { footer?: string } {
  const parts = [
    ...(cardHash === undefined ? [] : [`Card ${cardHash.slice(0, 12)}`]),
    ...(audit === undefined ? [] : [`Audit #${String(audit.seq)} · ${audit.hash.slice(0, 12)}`]),
  ];
  return parts.length === 0 ? {} : { footer: parts.join(' · ') };
}
