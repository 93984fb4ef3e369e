import type { Step } from './step.ts';

/** Brings the commit into the mirror. It is there already where the branch was just looked at. */
export const fetch: Step = {
  name: 'fetch',
  deadlineMs: () => 120_000,
  late: 'fetch.failed',
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
