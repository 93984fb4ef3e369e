import { judgeEvidence } from '../core/evidence.ts';
import { guard } from './guard.ts';

/**
 * A test that passed last week, or before the data were changed, says little about tonight, and nothing begins on it. What
 * has begun is stopped by what contradicts the evidence alone: half a change is worse than one that was tested yesterday.
 */
export const evidenceIsFresh = guard({
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
  reads: ['evidence', 'freeze'],
  decide: ({ evidence, now, underWay }) => {
    if (evidence === undefined) return { no: 'state.unknown', detail: 'the evidence was not read' };
    const { record, limit } = evidence;
    if (!record.known) return { no: 'state.unknown', detail: record.why };
    return judgeEvidence(record.value, limit, now, underWay);
  },
});
