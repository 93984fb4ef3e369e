import { ActionRowBuilder, ButtonBuilder } from '@discordjs/builders';
import { ButtonStyle } from 'discord.js';
import type { Confirm, IntentOutcome } from '../../core/intent.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { reasons } from '../../core/reason.ts';
import type { Drawn } from './frame.ts';
import { frame } from './frame.ts';
import { told } from './moments.ts';
import { colours } from './standing.ts';
import { code, firstOf, safe } from './text.ts';

/** `roll-back` as people say it. */
function askedWord(asked: string): string {
  return safe(asked.replaceAll('-', ' '), 40);
}

/** At once: it is recorded, the worker has it. The real answer takes this message's place. */
export function askedReply(asked: string, what: string): Drawn {
  const embed = frame({
    title: `🕒 asked: ${askedWord(asked)}`,
    colour: colours.waiting,
    top: [what, 'It is recorded; the answer comes here.'],
  });
  return { embeds: [embed], components: [] };
}

/** A plan is neither good nor bad news: a green “done” above guards that say no would read like a yes. */
function headOf(asked: string, done: boolean): { title: string; colour: number } {
  if (!done) return { title: `🚫 refused: ${askedWord(asked)}`, colour: colours.bad };
  if (asked === 'plan' || asked === 'why') return { title: `📋 ${asked}`, colour: colours.busy };
  return { title: `✅ done: ${askedWord(asked)}`, colour: colours.good };
}

/** The end of what was asked: done or refused, with code, meaning and the next thing to do. */
export function outcomeReply(asked: string, outcome: IntentOutcome, cardUrl: string | undefined): Drawn {
  const done = outcome.state === 'done';
  const reason = reasons[outcome.code];
  const lines = firstOf(outcome.lines, 25, (line) => told(line, 300));
  const embed = frame({
    ...headOf(asked, done),
    top: [
      ...(done && lines.length > 0 ? [] : [`${reason.means} ${code(outcome.code, 40)}`]),
      ...(done ? [] : [`**Do now:** ${reason.remedy}`]),
      ...(cardUrl === undefined ? [] : [`[Open the card](${cardUrl})`]),
    ],
    details: lines,
  });
  return { embeds: [embed], components: outcome.confirm === undefined ? [] : confirmButton(outcome.confirm) };
}

/** What was shown is in the button's id: pressing it asks for exactly that. */
function confirmButton({ verb, about, label }: Confirm): Drawn['components'] {
  const button = new ButtonBuilder()
    .setCustomId(`${verb}:${about}`)
    .setLabel(label.slice(0, 80))
    .setStyle(ButtonStyle.Danger);
  return [new ActionRowBuilder<ButtonBuilder>().addComponents(button).toJSON()];
}

/** A refusal that the bot itself can give at once. A role that is named in an embed shows as such and pings nobody. */
export function refusal(reason: ReasonCode, detail?: string, rolesThatMay: readonly string[] = []): Drawn {
  const embed = frame({
    title: `🚫 refused: ${reason}`,
    colour: colours.bad,
    top: [
      reasons[reason].means,
      ...(detail === undefined || detail === '' ? [] : [safe(detail, 400)]),
      ...(rolesThatMay.length === 0 ? [] : [`Who may: ${rolesThatMay.map((id) => `<@&${id}>`).join(' or ')}`]),
      `**Do now:** ${reasons[reason].remedy}`,
    ],
  });
  return { embeds: [embed], components: [] };
}
