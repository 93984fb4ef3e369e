import { isEnded } from '../../core/deployment.ts';
import type { StepRecord } from '../../core/step.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { ago, code, firstOf, lasted, safe } from './text.ts';

/** The steps in up to five lines, each with its word: done, not needed, now, failed, next. */
export function stepLines({ state: whole, steps }: Pick<DeploymentView, 'state' | 'steps'>): string[] {
  const named = (state: StepRecord['state'], draw: (step: StepRecord) => string): string =>
    steps
      .filter((step) => step.state === state)
      .map((step) => draw(step))
      .join(', ');
  const lines: string[] = [];
  const add = (label: string, text: string): void => {
    if (text !== '') lines.push(`${label} ${text}`);
  };
  add(
    '✅ Done:',
    named('succeeded', (step) => `${step.name}${took(step)}`),
  );
  add(
    '⏭ Not needed:',
    named('skipped', (step) => step.name),
  );
  add(
    '⏳ Now:',
    named('started', (step) => {
      const since = step.startedAt === undefined ? '' : ` since ${ago(step.startedAt)}`;
      return `**${step.name}**${since}${step.attempts > 1 ? ` (try ${String(step.attempts)})` : ''}`;
    }),
  );
  add(
    '⚠ Tries again:',
    named('started', (step) =>
      step.code === undefined
        ? ''
        : `${step.name}, since it broke: ${safe(step.detail ?? '', 200)} ${code(step.code, 40)}`,
    ),
  );
  add(
    '❌ Failed:',
    named('failed', (step) => `**${step.name}**${took(step)}`),
  );
  add(
    isEnded(whole) ? '▫ Not run:' : '▫ Next:',
    named('pending', (step) => step.name),
  );
  return lines;
}

function took(step: StepRecord): string {
  return step.startedAt === undefined || step.endedAt === undefined ? '' : ` ${lasted(step.endedAt - step.startedAt)}`;
}

/** One line a suite: `✅ integration: 12 passed`. Those that failed come first: they are why there is nothing to promote. */
export function suiteLines({ suites }: DeploymentView): string[] {
  const sorted = suites.toSorted((left, right) => Number(left.ok) - Number(right.ok));
  return firstOf(sorted, 3, (suite) => {
    const counts = [
      `${String(suite.passed)} passed`,
      ...(suite.failed > 0 ? [`**${String(suite.failed)} failed**`] : []),
      ...(suite.skipped > 0 ? [`${String(suite.skipped)} skipped`] : []),
      ...(suite.code === undefined || suite.failed > 0 ? [] : [code(suite.code, 40)]),
    ];
    return `${suite.ok ? '✅ Tests passed' : '❌ Tests failed'} (${safe(suite.name, 30)}): ${counts.join(', ')}`;
  });
}

/** The failing tests by name with the first line of their first assertion. */
export function failureLines(view: DeploymentView): string[] {
  const failures = view.suites.flatMap((suite) => suite.failures);
  if (failures.length === 0) return [];
  // Of a report with hundreds only the first are kept by name.
  const more = Math.max(0, view.suites.reduce((sum, { failed }) => sum + failed, 0) - failures.length);
  return [
    '**Failing tests**',
    ...firstOf(
      failures,
      5,
      ({ name, message }) => {
        const says = safe(message, 140);
        return `✗ ${safe(name, 100)}${says === '' ? '' : ` — ${says}`}`;
      },
      more,
    ),
  ];
}
