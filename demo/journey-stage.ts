import { type Rows, rowsOf } from './rows-of.ts';
import { type Played, playsTheEvent } from './journey-event.ts';
import type { Answer, Journey } from './journey.ts';
import type { Stage } from './stage.ts';

type Options = Readonly<Record<string, string | number | boolean>>;

/** A stage tool that somebody used: what was typed, what was answered, and what became of staging's rows. */
export interface Used extends Answer {
  readonly tool: string;
  readonly by: string;
  readonly options: Options;
  readonly before: Rows;
  readonly after: Rows;
}

export interface StagePlay {
  readonly tools: readonly Used[];
  readonly event: readonly Played[];
}

/** Cara, a tester, plays with staging from Discord; Dan and Ben play the event there meanwhile. */
export async function playsWithStaging(
  stage: Stage,
  journey: Journey,
  tell: (line: string) => void,
): Promise<StagePlay> {
  const tools: Used[] = [];
  const rows = () => rowsOf(stage.database.forCounting.staging);
  const uses = async (tool: string, options: Options, wanted: RegExp): Promise<void> => {
    const before = await rows();
    let answer = await journey.asks('cara', tool, options, wanted);
    if (tool === 'reset') {
      const press = () => journey.presses('cara', wanted, 'reset');
      answer = await journey.hearsAfter('cara', press, 'what the reset came to', /There now: /);
    }
    tools.push({ tool, by: 'Cara', options, ...answer, before, after: await rows() });
    const typed = Object.entries(options).map(([name, value]) => ` ${name}:${String(value)}`);
    tell(`Cara typed /${tool}${typed.join('')}${tool === 'reset' ? ' and pressed the button' : ''}.`);
  };

  await uses('seed', { scenario: 'mid-event' }, /Seeded “mid-event”/);
  const event = await playsTheEvent(stage, tell);
  await uses('unlock-day', { day: 24 }, /Day 24 is open/);
  await uses('clock', { by: '3d' }, /Staging’s clock says/);
  await uses('complete', { user: stage.cast.people.dan, mode: 'veteran' }, /has completed/);
  await uses('simulate', { user: stage.cast.people.dan }, /✅ done: simulate/);
  await uses('simulate', {}, /\d eligible, /);
  await uses('draw', { entrants: 100_000 }, /Rehearsal of/);
  await uses('reset', { scenario: 'fresh-event' }, /nothing is done yet/);
  await uses('undo-reset', {}, /Back as before the reset/);
  return { tools, event };
}

/**
 * What Cara played with counts no more as tested: Ben's yes is held until staging is verified anew, and then it counts
 * by itself. What the card said while it was held.
 */
export async function promotesAfterVerifyingAgain(
  journey: Journey,
  commit: string,
  tell: (line: string) => void,
): Promise<string> {
  const short = commit.slice(0, 7);
  const card = new RegExp(`${short}[\\s\\S]*Played with since`);
  await journey.reads('that staging was played with', card);
  const promotion = await journey.asksForProduction(commit);
  await journey.approves(promotion);
  const held = new RegExp(`held · ${short}[\\s\\S]*evidence\\.stage-tool`);
  const words = await journey.wordsWhen(promotion, held);
  tell('It is held all the same: staging was played with since it was tested.');
  await journey.presses('cara', card, 'verify');
  await journey.reads('that staging was verified again', /verified again/);
  tell('Cara pressed “Verify again”; staging’s suites passed on it once more.');
  return words;
}
