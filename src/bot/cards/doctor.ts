import { ActionRowBuilder, ButtonBuilder } from '@discordjs/builders';
import { ButtonStyle } from 'discord-api-types/v10';
import { type Finding, countOf, worstFirst } from '../../core/finding.ts';
import { type Drawn, frame } from './frame.ts';
import { colours } from './standing.ts';
import { code, safe } from './text.ts';

/** What one phone’s screen takes. What is fine is one line each, so more of that fits. */
const perPage = 6;
const finePerPage = 15;

const marks = { ok: '✅', warn: '⚠️', fail: '❌', unknown: '❔' } as const;

function pagesOf(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const sorted = worstFirst(findings);
  const bad = sorted.filter(({ state }) => state !== 'ok');
  const fine = sorted.filter(({ state }) => state === 'ok');
  return [...split(bad, perPage), ...split(fine, finePerPage)];
}

function split<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}

function lines({ id, title, state, found, remedy }: Finding): string[] {
  const head = `${marks[state]} **${safe(title, 80)}:** ${safe(found, state === 'ok' ? 60 : 200)}`;
  return state === 'ok' ? [head] : [`${head} ${code(id, 40)}`, `**Do now:** ${safe(remedy, 240)}`, ''];
}

/** Worst first, a page at a time. `page` counts from 0; one that is not there is the nearest that is. */
export function doctorReply(request: string, findings: readonly Finding[], page: number): Drawn {
  const pages = pagesOf(findings);
  const at = Math.max(0, Math.min(page, pages.length - 1));
  const count = countOf(findings);
  const worst = count.fail > 0 ? colours.bad : count.unknown + count.warn > 0 ? colours.waiting : colours.good;
  const embed = frame({
    title: '📋 doctor',
    colour: worst,
    top: [
      `❌ ${String(count.fail)} failed · ❔ ${String(count.unknown)} unknown · ⚠️ ${String(count.warn)} to look at · ✅ ${String(count.ok)} fine`,
    ],
    details: (pages[at] ?? []).flatMap(lines),
    footer: `Page ${String(at + 1)} of ${String(Math.max(1, pages.length))}`,
  });
  return { embeds: [embed], components: pages.length > 1 ? [turning(request, at, pages.length)] : [] };
}

/** Where a button leads to is in its id; it carries no authority, and what it shows was asked for by who sees it. */
function turning(request: string, at: number, pages: number): Drawn['components'][number] {
  const button = (label: string, to: number): ButtonBuilder =>
    new ButtonBuilder()
      .setCustomId(`page:${request}.${String(to)}`)
      .setLabel(label)
      .setStyle(ButtonStyle.Secondary)
      .setDisabled(to < 0 || to >= pages);
  return new ActionRowBuilder<ButtonBuilder>().addComponents(button('Back', at - 1), button('Next', at + 1)).toJSON();
}
