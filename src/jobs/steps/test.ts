import { playedSincePassed } from '../../core/evidence.ts';
import type { ReasonCode } from '../../core/reason.ts';
import { artifactsFor } from '../../core/release.ts';
import type { StepResult } from '../../core/step.ts';
import type { SuiteConfig } from '../../ports/project.ts';
import type { SuiteReport } from '../../ports/report.ts';
import type { SuiteRun } from '../../ports/target.ts';
import { inOrder } from '../change.ts';
import type { Scene } from '../scene.ts';
import type { Step } from './step.ts';
import { theRelease } from './the-release.ts';

const nothing: SuiteReport = { passed: 0, failed: 0, skipped: 0, failures: [] };

interface Judged {
  readonly report: SuiteReport;
  readonly code?: ReasonCode;
  readonly detail: string;
}

/** The report decides, together with the exit code: either alone can be green by mistake. */
function judge(run: SuiteRun, report: SuiteReport | undefined): Judged {
  if (run.why !== undefined) return { report: report ?? nothing, ...run.why };
  if (run.ended === 'deadline')
    return { report: report ?? nothing, code: 'test.deadline', detail: 'it was stopped at its timeout' };
  if (run.reportProblem === 'too-large')
    return { report: nothing, code: 'test.bad-report', detail: 'the report is larger than 10 MiB' };
  if (run.report === undefined)
    return {
      report: nothing,
      code: 'test.no-report',
      detail: `it ended with ${run.exitCode ?? run.ended} and left no report`,
    };
  if (report === undefined)
    return { report: nothing, code: 'test.bad-report', detail: 'the report is not readable as JUnit XML' };
  if (report.failed > 0)
    return { report, code: 'test.failed', detail: `${report.failed} failed, ${report.passed} passed` };
  if (report.passed === 0) return { report, code: 'test.empty', detail: 'no test passed and none failed' };
  if (run.ended !== 'exit' || run.exitCode !== 0)
    return {
      report,
      code: 'test.failed',
      detail: `the report is green, but it ended with ${run.exitCode ?? run.ended}`,
    };
  return { report, detail: `${report.passed} passed` };
}

async function runSuite(scene: Scene, suite: SuiteConfig): Promise<Judged | Extract<StepResult, { kind: 'failed' }>> {
  const { use, view, lease, io } = scene;
  if (use.works.on !== 'staging')
    return {
      kind: 'failed',
      code: 'environment.production-refused',
      detail: 'suites write test data; they never run against production',
    };
  const target = use.works.target(view.project, view.environment);
  const release = await theRelease(scene);
  const answer = await use.gate.ask<'exercise', 'staging'>(
    'exercise',
    view.kind,
    { environment: target.environment, release, deployment: view, lease },
    io.signal,
  );
  if (!answer.allowed) return { kind: 'failed', code: answer.code, detail: answer.detail };
  const request = {
    commit: release.commit,
    artifacts: inOrder(scene, artifactsFor(release.artifacts, view.environment)),
  };
  const asked = { name: suite.name, run: `${view.id}-${suite.name}`, request, urls: view.urls };
  const run = await target.exercise(answer.permit, asked, lease.token, io);
  return judge(run, run.report === undefined ? undefined : use.report.read(run.report));
}

/** What speaks for the data and against the code as the cause. Where it cannot be read the verdict stands without it. */
async function playedSince({ use, view }: Scene): Promise<string> {
  try {
    const since = playedSincePassed(await use.ledger.evidenceOf(view.project, view.environment, view.artifacts));
    return since === undefined ? '' : `. ${since}`;
  } catch {
    return '';
  }
}

/** Runs every suite against this environment's address, also after one is red: people want the whole list. */
export const test: Step = {
  name: 'test',
  // A machine's image is built first, and that is no part of the suite's own time.
  deadlineMs: ({ verify, deadlines }) =>
    verify.reduce((sum, suite) => sum + suite.timeout + ('machine' in suite ? deadlines.build : 0), 30_000),
  late: 'test.deadline',
  run: async (scene) => {
    const { use, view, project, lease, say } = scene;
    let red: { code: ReasonCode; detail: string } | undefined;
    let passed = 0;
    for (const suite of project.verify) {
      say(`Suite ${suite.name} against ${Object.values(view.urls).join(', ')}.`);
      const judged = await runSuite(scene, suite);
      if ('kind' in judged) return judged;
      const { code } = judged;
      await use.ledger.recordSuite(
        view.id,
        { ...judged.report, name: suite.name, ok: code === undefined, ...(code === undefined ? {} : { code }) },
        lease,
      );
      passed += judged.report.passed;
      say(`Suite ${suite.name}: ${judged.detail}.`);
      if (code !== undefined) red ??= { code, detail: `${suite.name}: ${judged.detail}` };
    }
    if (red === undefined) return { kind: 'succeeded', evidence: { passed } };
    return { kind: 'failed', ...red, detail: `${red.detail}${await playedSince(scene)}` };
  },
};
