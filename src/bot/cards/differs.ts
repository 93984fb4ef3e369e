import type { DeploymentView } from '../../ports/views.ts';
import { firstOf, safe } from './text.ts';

/** How staging's processes are bound otherwise than production's, as the last look from outside has found it. */
export function differsLines({ steps, tier }: Pick<DeploymentView, 'steps' | 'tier'>): string[] {
  const differs = steps.findLast(({ name, state }) => name === 'verify' && state === 'succeeded')?.evidence?.[
    'differs'
  ];
  if (tier !== 'staging' || !Array.isArray(differs) || differs.length === 0) return [];
  const lines: readonly unknown[] = differs;
  return [
    '⚠ **Other constraints than production** — promotion stays closed unless the config means them so',
    ...firstOf(lines, 4, (line) => `▫ ${safe(String(line), 160)}`),
  ];
}
