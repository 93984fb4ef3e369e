import { digestSet } from '../core/release.ts';
import { guard } from './guard.ts';

export const digestUnchanged = guard({
  name: 'digest-unchanged',
  title: 'Exactly what was built and tested',
  question: 'Are the artifacts still those that were built and recorded?',
  codes: ['release.digest-changed', 'release.none', 'state.unknown'],
  reads: ['recorded', 'card'],
  decide: ({ artifacts, recorded, card }) => {
    if (artifacts.length === 0) return { no: 'release.none', detail: 'the release has no artifact' };
    if (recorded === undefined) return { no: 'state.unknown', detail: 'what was recorded was not read' };
    if (!recorded.known) return { no: 'state.unknown', detail: recorded.why };
    const wanted = digestSet(artifacts);
    const { release, built } = recorded.value;
    if (release === undefined) return { no: 'release.none', detail: 'the ledger has no such release' };
    if (digestSet(release) !== wanted)
      return { no: 'release.digest-changed', detail: 'the recorded release has other digests' };
    for (const [index, artifact] of artifacts.entries()) {
      if (built[index]?.digest !== artifact.digest)
        return {
          no: 'release.digest-changed',
          detail: `${artifact.service} was recorded with another digest when it was built`,
        };
    }
    if (card !== undefined && digestSet(card.plan.artifacts) !== wanted)
      return { no: 'release.digest-changed', detail: 'the card names other digests' };
    return { yes: 'digests agree wherever they are written' };
  },
});
