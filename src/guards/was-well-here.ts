import { guard } from './guard.ts';

/** The way back asks for no approval, so it leads only to what this environment has had and verified. */
export const wasWellHere = guard({
  name: 'was-well-here',
  title: 'Was well here before',
  question: 'Was exactly this release verified here before?',
  codes: ['release.never-well-here', 'state.unknown'],
  reads: ['wasGood'],
  decide: ({ wasGood }) => {
    if (wasGood === undefined) return { no: 'state.unknown', detail: 'what was well here was not read' };
    if (!wasGood.known) return { no: 'state.unknown', detail: wasGood.why };
    return wasGood.value
      ? { yes: 'it was verified here before' }
      : { no: 'release.never-well-here', detail: 'it was never verified here' };
  },
});
