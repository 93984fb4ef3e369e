import { mostStarts } from '../../core/pipeline.ts';
import type { Step } from './step.ts';

/** Brings the commit into the mirror. It is there already where the branch was just looked at. */
export const fetch: Step = {
  name: 'fetch',
  // As long as something comes: git gives up what is silent for two minutes (adapters/git/mirror.ts).
  deadlineMs: () => 3_600_000,
  late: 'fetch.failed',
  // A minute in all (2 s, 4 s, … 32 s): git's server may be away for a moment, and a card that waits tells so.
  patience: { tries: mostStarts, pauseMs: (attempt) => 1_000 * 2 ** attempt },
  run: async ({ use, view, io, say }) => {
    const { project } = view;
    const { commit } = view.commit;
    if ((await use.source.resolve(project, commit)) === undefined) {
      say(`Fetching ${commit}.`);
      try {
        await use.source.fetch(project, io.signal);
      } catch (error) {
        return {
          kind: 'errored',
          code: 'fetch.failed',
          detail: error instanceof Error ? error.message : String(error),
        };
      }
      if ((await use.source.resolve(project, commit)) === undefined) {
        return { kind: 'failed', code: 'push.branch-gone', detail: `${commit} is not in the repository any more` };
      }
    }
    return { kind: 'succeeded', evidence: { commit } };
  },
};
