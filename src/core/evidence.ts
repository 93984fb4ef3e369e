import type { ReasonCode } from './reason.ts';

/** What an environment's record says about one set of digests. Numbers rise in the order in which deployments ran. */
export interface EvidenceRecord {
  /** The newest time that it was verified; absent where it never was. */
  readonly verified?: {
    readonly at: number;
    readonly deployment: string;
    readonly number: number;
    /** When that deployment began to look: what changed the data after this was perhaps not seen. */
    readonly since: number;
  };
  /** The newest check of the same digests that ended badly. */
  readonly failed?: { readonly number: number; readonly at: number; readonly code?: ReasonCode };
  /** The newest stage tool that changed what the suites saw. */
  readonly ended?: { readonly cause: string; readonly detail: string; readonly at: number };
}

type Code = Extract<
  ReasonCode,
  'release.not-verified' | 'evidence.failed-since' | 'evidence.stage-tool' | 'evidence.stale-age' | 'state.unknown'
>;
export type EvidenceVerdict = { readonly yes: string } | { readonly no: Code; readonly detail: string };

const hour = 3_600_000;
const day = 24 * hour;

/**
 * An age as people say it: `3 hours`, `2 days`. Nothing finer than an hour, since a card is drawn again whenever its
 * words change.
 */
export function ageInWords(milliseconds: number): string {
  const said = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
  if (milliseconds < hour) return 'less than an hour';
  if (milliseconds < 2 * day) return said(Math.floor(milliseconds / hour), 'hour');
  return said(Math.floor(milliseconds / day), 'day');
}

/**
 * Whether what was verified may still be relied on. What contradicts it weighs more than how old it is; once the change
 * has begun it is all that counts.
 */
export function judgeEvidence(
  { verified, failed, ended }: EvidenceRecord,
  limit: number,
  now: number,
  begun = false,
): EvidenceVerdict {
  if (verified === undefined) return { no: 'release.not-verified', detail: 'there is no evidence' };
  const age = now - verified.at;
  // By number and not by time: clocks of two workers differ, the order in which deployments ran does not.
  if (failed !== undefined && failed.number > verified.number)
    return {
      no: 'evidence.failed-since',
      detail: `#${failed.number} failed after #${verified.number} had passed${failed.code === undefined ? '' : `: ${failed.code}`}`,
    };
  if (begun) return { yes: `verified by #${verified.number} before this began` };
  if (ended !== undefined && ended.at >= verified.since)
    return { no: 'evidence.stage-tool', detail: `${ended.cause} came after #${verified.number}: ${ended.detail}` };
  // From another clock's future: a mistake of one of the two, and nothing is known about the age.
  if (age < -hour) return { no: 'state.unknown', detail: 'the evidence is from the future; look at the clocks' };
  if (age >= limit)
    return { no: 'evidence.stale-age', detail: `${ageInWords(age)} old; at most ${ageInWords(limit)} is allowed` };
  return { yes: `verified by #${verified.number}, ${ageInWords(age)} old` };
}

/**
 * For whoever reads that these digests are red though they were green: what was done to the data in between. Undefined
 * where nothing was, or they never passed.
 */
export function playedSincePassed({ verified, ended }: EvidenceRecord): string | undefined {
  if (verified === undefined || ended === undefined || ended.at < verified.since) return undefined;
  return `It had passed in #${verified.number}, then came ${ended.cause}: ${ended.detail}`;
}
