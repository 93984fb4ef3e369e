import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../platform/exec.ts';
import type { ActIo } from '../../ports/io.ts';
import type { SuiteRequest, SuiteRun } from '../../ports/target.ts';
import { bareEnvironment, markers, resolved } from './environment-of.ts';
import { type LocalPlace, userOf } from './place.ts';
import { withScratch } from './scratch.ts';
import { isUntouched, treeOf } from './store.ts';

const mostReport = 10 * 1024 * 1024;

async function reportAt(path: string): Promise<Pick<SuiteRun, 'report' | 'reportProblem'>> {
  try {
    // The path is in a folder that pushed code writes to: a link is not followed, and a pipe not waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const facts = await file.stat();
      if (!facts.isFile()) return { reportProblem: 'missing' };
      if (facts.size > mostReport) return { reportProblem: 'too-large' };
      // No further than it was then: who left something running could let it grow.
      const { buffer, bytesRead } = await file.read(Buffer.alloc(facts.size), 0, facts.size, 0);
      return { report: buffer.toString('utf8', 0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch {
    return { reportProblem: 'missing' };
  }
}

/** Whose suite it is, and on whose behalf it runs; where the environment itself is does not matter. */
export type SuitePlace = Pick<LocalPlace, 'project' | 'environment' | 'config' | 'dataDir' | 'ownDir' | 'secrets'>;

/** Runs a suite of the pushed code against this environment's public address; it leaves JUnit at GREENROOM_JUNIT. */
export async function exercise(place: LocalPlace, suite: SuiteRequest, io: ActIo): Promise<SuiteRun> {
  const [first] = suite.request.artifacts;
  if (first === undefined) throw new Error(`there is nothing to run suite ${suite.name} from`);
  const { digest } = first;
  // Beside each other, and the suite is started first: what a damaged one says counts for nothing, and it can do nothing
  // that pushed code cannot.
  const [ran, untouched] = await withScratch(place.ownDir, userOf(place), (folder) =>
    Promise.all([
      runSuite(place, suite, treeOf(place.dataDir, digest), folder, io),
      isUntouched(place.dataDir, digest),
    ]),
  );
  if (!untouched)
    throw new Error(`switch.artifact-damaged: what is stored is not ${digest}; push again, so that it is built anew`);
  return ran;
}

/** The suite's own commands in `tree`, as the user that runs this environment's pushed code. */
export async function runSuite(
  place: SuitePlace,
  { name, urls }: SuiteRequest,
  tree: string,
  folder: string,
  io: ActIo,
): Promise<SuiteRun> {
  const suite = place.config.verify.find((one) => one.name === name);
  if (suite === undefined || !('run' in suite)) throw new Error(`there is no suite ${name} that runs here`);
  const report = join(folder, 'junit.xml');
  const addresses = Object.fromEntries(
    Object.entries(urls).map(([service, url]) => [`GREENROOM_URL_${service.toUpperCase().replaceAll('-', '_')}`, url]),
  );
  const env = {
    ...bareEnvironment(folder),
    TMPDIR: folder,
    CI: '1',
    ...resolved(suite.env, place.secrets, `suite ${name}`),
    ...markers('staging', place.environment),
    ...addresses,
    GREENROOM_JUNIT: report,
  };
  const deadline = performance.now() + suite.timeout;
  let last: Awaited<ReturnType<typeof run>> | undefined;
  for (const [program = '', ...args] of [...suite.before, suite.run]) {
    io.output(`$ ${[program, ...args].join(' ')}\n`);
    last = await run(program, args, {
      cwd: tree,
      env,
      user: userOf(place),
      signal: io.signal,
      deadlineMs: Math.max(1, deadline - performance.now()),
      output: io.output,
      maxCaptured: 4096,
    });
    if (last.ended !== 'exit' || last.exitCode !== 0) break;
  }
  // No verdict on the version: the step is tried again.
  if (last?.ended === 'lost') throw new Error(last.detail);
  if (last === undefined || last.ended === 'deadline' || last.ended === 'not-started')
    return { ended: last?.ended === 'deadline' ? 'deadline' : 'not-started' };
  return {
    ended: last.ended === 'aborted' ? 'signal' : last.ended,
    ...(last.exitCode === undefined ? {} : { exitCode: last.exitCode }),
    ...(await reportAt(report)),
  };
}
