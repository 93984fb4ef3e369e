import { guard } from './guard.ts';

export const targetIsReadable = guard({
  name: 'target-is-readable',
  title: 'State of production is known',
  question: 'Is it known what runs there?',
  codes: ['state.unknown', 'state.mixed'],
  reads: ['target'],
  decide: ({ target }) => {
    if (target === undefined) return { no: 'state.unknown', detail: 'the target was not looked at' };
    if (!target.known) return { no: 'state.unknown', detail: target.why };
    if (target.value === 'mixed') return { no: 'state.mixed', detail: 'parts of two releases run there' };
    return {
      yes:
        target.value === 'well'
          ? 'it serves'
          : target.value === 'down'
            ? 'it is down, and known to be'
            : 'nothing ran there before',
    };
  },
});
