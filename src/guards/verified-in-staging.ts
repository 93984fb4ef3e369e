import { digestSet } from '../core/release.ts';
import { guard } from './guard.ts';

/**
 * Exactly this set of digests: the same commit built again is another release. What staging has verified since keeps a
 * change from beginning, since it is the newer one that people want; it takes nothing away from one that has begun.
 */
export const verifiedInStaging = guard({
  name: 'verified-in-staging',
  title: 'Tested on staging',
  question: 'Did staging verify exactly this release?',
  codes: ['release.not-verified', 'state.unknown'],
  reads: ['verified', 'evidence', 'freeze'],
  decide: ({ verified, artifacts, evidence, underWay }) => {
    if (verified === undefined || artifacts.length === 0)
      return { no: 'release.not-verified', detail: 'there is no evidence' };
    if (!verified.known) return { no: 'state.unknown', detail: verified.why };
    if (verified.value === undefined) return { no: 'release.not-verified', detail: 'staging has verified nothing yet' };
    if (digestSet(verified.value) === digestSet(artifacts)) return { yes: 'staging’s suites passed on these digests' };
    const were = evidence?.record.known === true && evidence.record.value.verified !== undefined;
    return underWay === true && were
      ? { yes: 'staging’s suites had passed on these digests when this began' }
      : { no: 'release.not-verified', detail: 'staging’s evidence is of other digests' };
  },
});
