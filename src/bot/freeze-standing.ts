import { type FreezeState, frozenAt } from '../core/freeze.ts';
import type { EnvironmentView } from '../ports/views.ts';
import { describe } from './describe.ts';
import type { BotParts } from './parts.ts';

/**
 * Whether production is frozen, as the guard would say it: people's freezes from the view, the calendar's from the config.
 * Only told here; what counts is what the worker reads when it asks the gate.
 */
export function freezeStanding(
  { calendar, clock, config }: Pick<BotParts, 'calendar' | 'clock' | 'config'>,
  view: EnvironmentView,
): FreezeState | { readonly unreadable: string } | undefined {
  const promote = config.projects[view.project]?.promote;
  if (view.tier !== 'production' || promote === undefined) return undefined;
  const now = clock.now();
  try {
    return frozenAt(now, { ...calendar.around(promote, now), manual: view.freezes ?? [] });
  } catch (error) {
    return { unreadable: describe(error) };
  }
}
