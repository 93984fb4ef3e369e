import { judgeEvidence } from '../core/evidence.ts';
import type { Guard } from './guard.ts';

/** A test that passed last week, or before the data were changed, says little about tonight. */
export const evidenceIsFresh: Guard = {
  name: 'evidence-is-fresh',
  title: 'Tested recently',
  question: 'Does what staging verified still hold?',
  codes: [
    'evidence.stale-age',
    'evidence.failed-since',
    'evidence.stage-tool',
    'release.not-verified',
    'state.unknown',
  ],
  decide: ({ evidence, now }) => {
    if (evidence === undefined) return { no: 'state.unknown', detail: 'the evidence was not read' };
    const { record, limit } = evidence;
    return record.known ? judgeEvidence(record.value, limit, now) : { no: 'state.unknown', detail: record.why };
  },
};
