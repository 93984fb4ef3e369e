import { reasons } from '../../core/reason.ts';
import { shortCommit } from '../../core/release.ts';
import type { StepName, StepRecord } from '../../core/step.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { code, lasted, safe, timeOfDay } from './text.ts';

/** Rungs of the ladder, and what came before it. Building and testing are not production's story. */
const told: readonly StepName[] = ['migrate', 'switch', 'verify', 'restart', 'roll-back', 'verify-roll-back'];

/** What was tried, in the order in which it was tried: time, rung, result, duration. */
export function timeline({ commit, steps }: Pick<DeploymentView, 'commit' | 'steps'>): string[] {
  return steps
    .flatMap((step) =>
      step.startedAt === undefined || !told.includes(step.name) ? [] : [{ step, at: step.startedAt }],
    )
    .filter(({ step }) => step.state !== 'skipped' || step.name === 'roll-back')
    .toSorted((left, right) => left.at - right.at || left.step.position - right.step.position)
    .map(({ step, at }) => `${timeOfDay(at)} ${shape(step)} ${says(step, commit.commit)}${took(step)}`);
}

function shape({ state }: StepRecord): string {
  if (state === 'succeeded') return '✅';
  if (state === 'failed') return '❌';
  return state === 'skipped' ? '⏭' : '⏳';
}

function says(step: StepRecord, commit: string): string {
  const failed = step.state === 'failed';
  const open = step.state === 'started' || step.state === 'pending';
  switch (step.name) {
    case 'migrate':
      return open ? 'migrating the database' : failed ? `migrating failed: ${why(step)}` : 'migrated the database';
    case 'switch': {
      const to = code(shortCommit(commit), 12);
      return open ? `switching to ${to}` : failed ? `switching to ${to} failed: ${why(step)}` : `switched to ${to}`;
    }
    case 'restart': {
      if (open) return 'restarting the same version';
      if (!failed) return 'restarted the same version · checked: well';
      const checked = step.code?.startsWith('verify.') === true;
      return `${checked ? 'restarted the same version · checked:' : 'restarting the same version failed:'} ${why(step)}`;
    }
    case 'roll-back':
      if (open) return 'going back';
      if (step.state === 'skipped') return 'nothing to go back to: no earlier version was verified here';
      return failed ? `going back failed: ${why(step)}` : `went back to ${target(step)}`;
    default:
      return open ? 'checking from outside' : failed ? `checked: ${why(step)}` : 'checked: well';
  }
}

function target({ evidence }: StepRecord): string {
  const to = evidence?.['commit'];
  return typeof to === 'string' ? code(shortCommit(to), 12) : 'the version before';
}

function why({ code: reason, detail }: StepRecord): string {
  const found = safe(detail ?? '', 120);
  if (found !== '') return found;
  return reason === undefined ? 'nobody knows why' : reasons[reason].means;
}

function took({ startedAt, endedAt, state }: StepRecord): string {
  return startedAt === undefined || endedAt === undefined || state === 'skipped'
    ? ''
    : ` · ${lasted(endedAt - startedAt)}`;
}
