import type { IntentOutcome } from '../../core/intent.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { reasons } from '../../core/reason.ts';
import type { RequestView, ToolProgress } from '../../ports/views.ts';
import { confirmButton } from './buttons.ts';
import type { Drawn } from './frame.ts';
import { frame } from './frame.ts';
import { told } from './moments.ts';
import { colours } from './standing.ts';
import { ago, code, firstOf, safe } from './text.ts';

/** The image of a rehearsed draw, as it goes along. */
export const drawFile = 'draw.png';

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
function headOf(asked: string, { state, code: reason, confirms }: IntentOutcome): { title: string; colour: number } {
  if (confirms !== undefined) return { title: `❔ ${askedWord(asked)}: nothing is done yet`, colour: colours.waiting };
  if (state !== 'done') return { title: `🚫 refused: ${askedWord(asked)}`, colour: colours.bad };
  if (asked === 'plan' || asked === 'why') return { title: `📋 ${asked}`, colour: colours.busy };
  // Only begun: how it ends is on its card.
  if (reason === 'request.accepted') return { title: `⏳ under way: ${askedWord(asked)}`, colour: colours.busy };
  return { title: `✅ done: ${askedWord(asked)}`, colour: colours.good };
}

/** The end of what was asked: done or refused, with code, meaning and the next thing to do. */
export function outcomeReply(asked: string, outcome: IntentOutcome, cardUrl: string | undefined, request = ''): Drawn {
  const done = outcome.state === 'done';
  const reason = reasons[outcome.code];
  const link = cardUrl === undefined ? [] : [`[Open the card](${cardUrl})`];
  const lines = firstOf(outcome.lines, 25, (line) => told(line, 300));
  const embed = frame({
    ...headOf(asked, outcome),
    top: [
      ...(done && lines.length > 0 ? [] : [`${reason.means} ${code(outcome.code, 40)}`]),
      ...(done ? [] : [`**Do now:** ${reason.remedy}`]),
    ],
    // What happened is read first; the way on is under it, by the thumb.
    details: lines,
    last: [
      ...(outcome.confirms === undefined
        ? []
        : [`It asks once. The button serves for a while: it ends ${ago(outcome.confirms.expiresAt)}.`]),
      ...link,
    ],
    ...(outcome.draw === undefined ? {} : { image: drawFile }),
  });
  return {
    embeds: [embed],
    components: outcome.confirms === undefined ? [] : confirmButton(outcome.confirms, request),
  };
}

/** In place of what a button had asked for: it was pressed, and the answer to that is a message of its own. */
export function pressedReply({ asked, outcome }: Pick<RequestView, 'asked' | 'outcome'>): Drawn {
  const embed = frame({
    title: `☑ confirmed: ${askedWord(asked)}`,
    colour: colours.busy,
    top: ['How it ends is told below.'],
    details: firstOf(outcome?.lines ?? [], 25, (line) => told(line, 300)),
  });
  return { embeds: [embed], components: [] };
}

/** What takes long, as far as it has come. The last word takes this message's place. */
export function workingReply(asked: string, { phase, done, of }: ToolProgress, startedAt: number): Drawn {
  const far = done === undefined ? '' : of === undefined ? ` (${String(done)})` : ` (${String(done)} of ${String(of)})`;
  const embed = frame({
    title: `⏳ at work: ${askedWord(asked)}`,
    colour: colours.busy,
    top: [`${safe(phase, 100)}${far}`, `Began ${ago(startedAt)}. The answer comes here.`],
  });
  return { embeds: [embed], components: [] };
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
