import type { Journey } from './journey.ts';

/** A destructive command that somebody aimed at production, and what was answered. */
export interface Tried {
  readonly tool: string;
  readonly environment: string;
  readonly words: string;
}

const tools: readonly (readonly [string, Readonly<Record<string, string | number | boolean>>])[] = [
  ['seed', { scenario: 'draw-day' }],
  ['reset', { scenario: 'fresh-event' }],
  ['undo-reset', {}],
  ['unlock-day', { day: 3 }],
  ['complete', { user: 'Nora Example', mode: 'normal' }],
  ['clock', { by: '3d' }],
  ['simulate', {}],
  ['draw', { entrants: 10 }],
];
const spellings = ['production', 'Production', 'PROD', ' production '];

/** Cara types production's name by hand, since no list offers it, in every command that exists for staging alone. */
export async function triesOnProduction(journey: Journey, tell: (line: string) => void): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const [tool, options] of tools)
    for (const environment of spellings) {
      const wanted = /environment\.production-refused/;
      const { words } = await journey.asks('cara', tool, { ...options, environment }, wanted);
      tried.push({ tool, environment, words });
    }
  tell(`Cara tried ${tools.length} commands on production, each spelt ${spellings.length} ways: all refused.`);
  return tried;
}
