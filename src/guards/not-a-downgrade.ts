import { shortCommit } from '../core/release.ts';
import { guard } from './guard.ts';

export const notADowngrade = guard({
  name: 'not-a-downgrade',
  title: 'Newer than what runs now',
  question: 'Is what runs there part of what would go there?',
  codes: ['release.downgrade', 'release.already-live', 'state.unknown'],
  reads: ['history'],
  decide: ({ history }) => {
    if (history === undefined) return { no: 'state.unknown', detail: 'the history was not read' };
    if (!history.known) return { no: 'state.unknown', detail: history.why };
    const { live, contained } = history.value;
    if (live === undefined) return { yes: 'nothing ran there before' };
    return contained
      ? { yes: `it contains ${shortCommit(live)}` }
      : { no: 'release.downgrade', detail: `${shortCommit(live)} runs there and is not part of it` };
  },
});
