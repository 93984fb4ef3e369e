import { expect, test } from 'vitest';
import type { EvidenceRecord } from '../../src/core/evidence.ts';
import { known, unknown } from '../../src/guards/facts.ts';
import { noon, promotableFacts, refusals } from './promotable-facts.ts';

const limit = 72 * 3_600_000;
const verified = (at: number) => ({ at, since: at, deployment: 'd4', number: 4 });
const withRecord = (record: EvidenceRecord) => promotableFacts({ evidence: { limit, record: known(record) } });

test('evidence that is young, of what passed last, on data that nobody has touched, is enough', () => {
  expect(refusals(promotableFacts())).toEqual([]);
  expect(refusals(withRecord({ verified: verified(noon - limit + 1), failed: { number: 3, at: noon } }))).toEqual([]);
});

test.each<[string, EvidenceRecord, string]>([
  ['it is too old', { verified: verified(noon - limit) }, 'evidence.stale-age'],
  [
    'the same digests failed since',
    { verified: verified(noon - 10), failed: { number: 5, at: noon } },
    'evidence.failed-since',
  ],
  [
    'a stage tool came after it',
    { verified: verified(noon - 10), ended: { cause: 'reset', detail: '', at: noon } },
    'evidence.stage-tool',
  ],
  ['there is none', {}, 'release.not-verified'],
])('it alone refuses when %s', (_, record, code) => {
  expect(refusals(withRecord(record))).toEqual([`evidence-is-fresh: ${code}`]);
});

test('what could not be read is refused', () => {
  const silent = promotableFacts({ evidence: { limit, record: unknown('the ledger is away') } });
  expect(refusals(silent)).toEqual(['evidence-is-fresh: state.unknown']);
  const { evidence: _, ...unread } = promotableFacts();
  expect(refusals(unread)).toEqual(['evidence-is-fresh: state.unknown']);
});
