import { digestSet } from '../core/release.ts';
import { guard } from './guard.ts';

/** What this environment had to be taken back from does not go there again by mistake. */
export const notKnownBad = guard({
  name: 'not-known-bad',
  title: 'Never taken back from here',
  question: 'Has this version never been taken back from here?',
  codes: ['release.known-bad', 'state.unknown'],
  reads: ['bad'],
  decide: ({ bad, artifacts }) => {
    if (bad === undefined) return { no: 'state.unknown', detail: 'bad versions were not read' };
    if (!bad.known) return { no: 'state.unknown', detail: bad.why };
    const mark = bad.value.find((one) => one.digests === digestSet(artifacts));
    return mark === undefined
      ? { yes: 'it was never taken back from here' }
      : { no: 'release.known-bad', detail: `#${mark.number} had to be taken back: ${mark.code}` };
  },
});
