import type { Asker } from './ask.ts';
import { field, listOf, numberOf, textOf } from './read-answer.ts';
import { saidBy, statusOf } from './plain-error.ts';

/** One run of a workflow, as far as it is read (docs.github.com/rest/actions/workflow-runs). */
export interface Run {
  readonly id: number;
  readonly status: string;
  /** Where it has ended. */
  readonly conclusion: string | undefined;
  readonly head: string;
  readonly url: string;
}

export interface Artifact {
  readonly id: number;
  readonly bytes: number;
  readonly expired: boolean;
}

export interface Started {
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

const refused = Symbol('refused');

/** The whole word: the run of suite `web-mobile` is none of suite `web`, though both may be of one workflow. */
function names(title: string, text: string): boolean {
  return title.split(text).some((after, at) => at > 0 && !/^[\w-]/.test(after));
}

function runOf(answer: unknown): Run {
  const conclusion = field(answer, 'conclusion');
  return {
    id: numberOf(answer, 'id'),
    status: textOf(answer, 'status'),
    conclusion: typeof conclusion === 'string' ? conclusion : undefined,
    head: textOf(answer, 'head_sha'),
    url: textOf(answer, 'html_url'),
  };
}

/** GitHub Actions, as far as a suite needs it. */
export interface Runs {
  /** False, with GitHub's words, where it does not start this workflow so. Rejects where nothing is known. */
  start(project: string, workflow: string, what: Started): Promise<true | string>;
  /** The newest run that has this text in its name. */
  named(project: string, workflow: string, branch: string, text: string): Promise<Run | undefined>;
  get(project: string, run: number): Promise<Run>;
  cancel(project: string, run: number): Promise<void>;
  artifact(project: string, run: number, name: string): Promise<Artifact | undefined>;
  /** Where its zip can be read without a token, for a minute. */
  address(project: string, artifact: number): Promise<string>;
}

export function createRuns({ ask, location }: Asker): Runs {
  return {
    start: async (project, workflow, { ref, inputs }) => {
      let words = '';
      const answer = await ask(
        project,
        {
          to: `start the workflow ${workflow}`,
          route: 'POST /actions/workflows/{workflow_id}/dispatches',
          parameters: { workflow_id: workflow, ref, inputs },
          once: true,
        },
        (error) => {
          const status = statusOf(error);
          if (status !== 404 && status !== 403 && status !== 422) return undefined;
          words = saidBy(error);
          return refused;
        },
      );
      return answer === refused ? words : true;
    },
    named: async (project, workflow, branch, text) => {
      const answer = await ask(project, {
        to: `list the runs of ${workflow}`,
        route: 'GET /actions/workflows/{workflow_id}/runs',
        parameters: { workflow_id: workflow, event: 'workflow_dispatch', branch, per_page: 100 },
      });
      const found = listOf(field(answer, 'workflow_runs'), 'list of runs').find((one) =>
        names(textOf(one, 'display_title'), text),
      );
      return found === undefined ? undefined : runOf(found);
    },
    get: async (project, run) =>
      runOf(
        await ask(project, {
          to: 'look at a run',
          route: 'GET /actions/runs/{run_id}',
          parameters: { run_id: run },
        }),
      ),
    cancel: async (project, run) => {
      await ask(project, {
        to: 'cancel a run',
        route: 'POST /actions/runs/{run_id}/cancel',
        parameters: { run_id: run },
      });
    },
    artifact: async (project, run, name) => {
      const answer = await ask(project, {
        to: 'list the artifacts of a run',
        route: 'GET /actions/runs/{run_id}/artifacts',
        // By name, since a run may leave more of them than a page holds.
        parameters: { run_id: run, name, per_page: 100 },
      });
      const found = listOf(field(answer, 'artifacts'), 'list of artifacts').find((one) => textOf(one, 'name') === name);
      if (found === undefined) return undefined;
      return {
        id: numberOf(found, 'id'),
        bytes: numberOf(found, 'size_in_bytes'),
        expired: field(found, 'expired') === true,
      };
    },
    address: (project, artifact) =>
      location(project, {
        to: 'read an artifact',
        route: 'GET /actions/artifacts/{artifact_id}/zip',
        parameters: { artifact_id: artifact },
      }),
  };
}
