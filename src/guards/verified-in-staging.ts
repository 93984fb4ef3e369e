import { digestSet } from '../core/release.ts';
import type { Guard } from './guard.ts';

/** Exactly this set of digests: the same commit built again is another release. */
export const verifiedInStaging: Guard = {
  name: 'verified-in-staging',
  title: 'Tested on staging',
  question: 'Did staging verify exactly this release?',
  codes: ['release.not-verified', 'state.unknown'],
  decide: ({ verified, artifacts }) => {
    if (verified === undefined || artifacts.length === 0)
      return { no: 'release.not-verified', detail: 'there is no evidence' };
    if (!verified.known) return { no: 'state.unknown', detail: verified.why };
    if (verified.value === undefined) return { no: 'release.not-verified', detail: 'staging has verified nothing yet' };
    return digestSet(verified.value) === digestSet(artifacts)
      ? { yes: 'staging’s suites passed on these digests' }
      : { no: 'release.not-verified', detail: 'staging’s evidence is of other digests' };
  },
};
