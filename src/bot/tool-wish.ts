import type { StageTool, ToolWish } from '../core/stage-tool.ts';
import type { Asking } from './parts.ts';
import type { Place } from './places.ts';
import { Refused } from './refused.ts';
import { scenarioFor } from './stage-offers.ts';

interface ToolOptions {
  readonly scenario?: string | undefined;
  readonly day?: number | undefined;
  readonly user?: string | undefined;
}

function given<T>(value: T | undefined, option: string): T {
  if (value === undefined) throw new Refused('request.malformed', `Say which one, with ${option}.`);
  return value;
}

/** What the command would ask for; what decides nothing is left to its usual value. */
export async function toolWishOf(
  asking: Asking,
  place: Place,
  kind: StageTool,
  { scenario, day, user }: ToolOptions,
): Promise<ToolWish> {
  const { actor } = asking;
  switch (kind) {
    case 'seed':
    case 'reset':
      return { kind, actor, input: { scenario: await scenarioFor(asking, place, scenario) } };
    case 'undo-reset':
      return { kind, actor, input: {} };
    case 'unlock-day':
      return { kind, actor, input: { day: given(day, 'day') } };
    case 'complete':
      return { kind, actor, input: { user: given(user, 'user'), mode: 'normal' } };
    case 'clock':
      return { kind, actor, input: { clear: true } };
    case 'simulate':
      return { kind, actor, input: user === undefined ? {} : { user } };
    case 'draw':
      return { kind, actor, input: {} };
  }
}
