import { type Doorbell, aboutRun } from '../../ports/doorbell.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ActIo } from '../../ports/io.ts';
import type { WorkflowSuite } from '../../ports/project.ts';
import type { SuiteRequest, SuiteRun } from '../../ports/target.ts';
import type { Run, Runs } from './runs.ts';
import { workflowReport } from './workflow-report.ts';

/** What workflows are run with. */
export interface Workflows {
  readonly runs: Runs;
  readonly apiUrl: string;
  readonly doorbell: Pick<Doorbell, 'rung'>;
  readonly clock: Clock;
  /** Head of a branch as GitHub has it. */
  readonly head: (project: string, branch: string) => Promise<string | undefined>;
  /** Milliseconds between two looks; a webhook comes sooner. */
  readonly lookMs: number;
}

/** A run that was just started appears within seconds. */
const firstLooksMs = 2_000;

interface Asked {
  readonly project: string;
  /** The branch that staging follows. */
  readonly branch: string;
  readonly suite: WorkflowSuite;
  readonly request: SuiteRequest;
}

type Why = NonNullable<SuiteRun['why']>;

const stopped = (code: Why['code'], detail: string): SuiteRun => ({ ended: 'not-started', why: { code, detail } });

const short = (commit: string): string => commit.slice(0, 7);

/**
 * Has GitHub Actions run a suite against staging's addresses. GitHub starts a workflow from the head of a branch and from
 * nothing else, so both that head and the run's own have to be the commit that staging serves. Which run is ours is told by
 * its name: the workflow puts our input there (`run-name`), so that one which was begun before a worker died is found
 * again, and nothing is begun twice. Its end is heard by webhook and by looking.
 */
export async function runWorkflow(use: Workflows, asked: Asked, io: ActIo): Promise<SuiteRun> {
  const { project, branch, suite, request } = asked;
  const { commit } = request.request;
  const deadline = use.clock.now() + suite.timeout;
  let run = await use.runs.named(project, suite.workflow, branch, request.run);
  if (run === undefined) {
    const head = await use.head(project, branch);
    if (head !== commit)
      return stopped('test.other-commit', `${branch} is at ${head === undefined ? 'nothing' : short(head)} now`);
    const refusal = await start(use, asked, io);
    if (refusal !== undefined) return stopped('test.no-workflow', `${suite.workflow}: ${refusal}`);
  }
  for (let told = ''; ;) {
    if (run !== undefined && run.head !== commit) {
      await use.runs.cancel(project, run.id).catch(() => undefined);
      return stopped('test.other-commit', `${branch} has moved on to ${short(run.head)}`);
    }
    const standing = run === undefined ? 'GitHub has not begun it yet' : `${run.url}: ${run.status}`;
    if (told !== standing) io.output(`${standing}\n`);
    told = standing;
    if (run?.status === 'completed') return ended(use, asked, run, io);
    if (io.signal.aborted) return givenUp(use, project, run, io);
    if (use.clock.now() >= deadline) return late(use, asked, run);
    await pause(use, project, run, io.signal);
    run =
      run === undefined
        ? await use.runs.named(project, suite.workflow, branch, request.run)
        : await use.runs.get(project, run.id);
  }
}

/** Undefined where it was started, or may have been: an answer that was lost on the way is settled by looking. */
async function start(
  use: Workflows,
  { project, branch, suite, request }: Asked,
  io: ActIo,
): Promise<string | undefined> {
  await io.fence();
  io.output(`Starting ${suite.workflow} on ${branch}.\n`);
  const inputs = {
    greenroom: request.run,
    commit: request.request.commit,
    urls: JSON.stringify(request.urls),
  };
  try {
    const answer = await use.runs.start(project, suite.workflow, { ref: branch, inputs });
    return answer === true ? undefined : answer;
  } catch (error) {
    io.output(`${error instanceof Error ? error.message : String(error)}\n`);
    await use.clock.wait(use.lookMs, io.signal);
    if ((await use.runs.named(project, suite.workflow, branch, request.run)) === undefined) throw error;
    return undefined;
  }
}

async function pause(use: Workflows, project: string, run: Run | undefined, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  await Promise.race([
    use.clock.wait(run === undefined ? Math.min(firstLooksMs, use.lookMs) : use.lookMs, both),
    ...(run === undefined ? [] : [use.doorbell.rung(aboutRun(project, run.id), both)]),
  ]);
  over.abort();
}

async function ended(use: Workflows, { project, suite }: Asked, run: Run, io: ActIo): Promise<SuiteRun> {
  const conclusion = run.conclusion ?? 'nothing';
  if (conclusion === 'timed_out') return { ended: 'deadline' };
  if (conclusion !== 'success' && conclusion !== 'failure')
    return stopped('test.not-run', `its run on GitHub ended as ${conclusion.slice(0, 40)}: ${run.url}`);
  const report = await workflowReport(use.runs, use.apiUrl, project, run, suite.artifact, io.signal);
  return { ended: 'exit', exitCode: conclusion === 'success' ? 0 : 1, ...report };
}

/** Nobody may go on testing a deployment that was cancelled; one that is handed over is found again by its name. */
async function givenUp(use: Workflows, project: string, run: Run | undefined, io: ActIo): Promise<SuiteRun> {
  const why: unknown = io.signal.reason;
  const cancelled = why instanceof Error && why.message === 'deployment.cancelled';
  if (cancelled && run !== undefined) await use.runs.cancel(project, run.id).catch(() => undefined);
  return { ended: 'signal' };
}

async function late(use: Workflows, { project, suite, request }: Asked, run: Run | undefined): Promise<SuiteRun> {
  const minutes = Math.round(suite.timeout / 60_000);
  if (run === undefined)
    return stopped(
      'test.not-run',
      `in ${minutes} min no run of ${suite.workflow} had “${request.run}” in its name; its run-name must contain \${{ inputs.greenroom }}`,
    );
  await use.runs.cancel(project, run.id).catch(() => undefined);
  if (run.status === 'in_progress') return { ended: 'deadline' };
  return stopped('test.not-run', `its run was still ${run.status.slice(0, 40)} after ${minutes} min: ${run.url}`);
}
