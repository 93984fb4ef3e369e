import type { FreezeCause, FreezeState, NextFreeze } from '../../core/freeze.ts';
import { describeCause } from '../../core/freeze.ts';
import { moment } from './moments.ts';
import { firstOf, safe } from './text.ts';

/** What holds production, and what comes next; nothing where neither is. A freeze that cannot be read is one. */
export function freezeLines(state: FreezeState | { readonly unreadable: string }): string[] {
  if ('unreadable' in state)
    return [`❄ frozen: it cannot be read when production may change (${safe(state.unreadable, 200)})`];
  return [
    ...(state.frozen ? [`❄ frozen ${end(state)}: ${causes(state.by)}`] : []),
    ...(state.next === undefined ? [] : [nextLine(state.next)]),
  ];
}

function nextLine({ from, by, until }: NextFreeze): string {
  return `Next freeze: ${moment(from)} ${end(until === undefined ? {} : { until })}: ${causes(by)}`;
}

function end({ until }: { readonly until?: number }): string {
  return until === undefined ? 'with no end in sight' : `until ${moment(until)}`;
}

function causes(by: readonly FreezeCause[]): string {
  return firstOf(by, 3, (cause) => safe(describeCause(cause), 160)).join('; ');
}
