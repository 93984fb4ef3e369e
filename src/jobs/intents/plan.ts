import type { Verdict } from '../../core/verdict.ts';
import { reasons } from '../../core/reason.ts';
import { consider } from './consider.ts';
import { type IntentHandler, done, refused } from './handler.ts';

const line = (verdict: Verdict): string =>
  verdict.allowed
    ? `✓ ${verdict.guard}: ${verdict.detail}`
    : `✗ ${verdict.guard}: ${verdict.detail} (${verdict.code}). ${reasons[verdict.code].remedy}`;

/** /plan, and /why of a command: what the command considers, on the same fresh facts, and nothing done. */
export const plan: IntentHandler<'plan'> = async ({ use, intent, signal }) => {
  const { project, environment, tier, of, only } = intent;
  const considered = await consider({ use, signal }, { project, environment, tier }, of);
  const verdicts = (await considered.verdicts?.()) ?? [];
  const shown = only === 'obstacles' ? verdicts.filter(({ allowed }) => !allowed) : verdicts;
  if ('refusal' in considered) {
    const { code, lines } = considered.refusal;
    return refused(code, ...lines, ...shown.map(line), 'Nothing was done.');
  }
  if (only === undefined) return done('request.done', ...considered.would, ...shown.map(line), 'Nothing was done.');
  return done(
    'request.done',
    ...(shown.length === 0 ? ['Nothing stands in the way.'] : ['You may ask for it; before it takes effect:']),
    ...shown.map(line),
  );
};
