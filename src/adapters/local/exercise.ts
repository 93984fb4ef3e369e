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
      return { report: await file.readFile('utf8') };
    } finally {
      await file.close();
    }
  } catch {
    return { reportProblem: 'missing' };
  }
}

/** Runs a suite of the pushed code against this environment's public address; it leaves JUnit at GREENROOM_JUNIT. */
export async function exercise(place: LocalPlace, { name, request, urls }: SuiteRequest, io: ActIo): Promise<SuiteRun> {
  const suite = place.config.verify.find((one) => one.name === name);
  const [first] = request.artifacts;
  if (suite === undefined || first === undefined)
    throw new Error(`there is no suite ${name}, or nothing to run it from`);
  if (!(await isUntouched(place.dataDir, first.digest)))
    throw new Error(
      `switch.artifact-damaged: what is stored is not ${first.digest}; push again, so that it is built anew`,
    );
  const user = userOf(place);
  return withScratch(place.ownDir, user, async (folder) => {
    const report = join(folder, 'junit.xml');
    const addresses = Object.fromEntries(
      Object.entries(urls).map(([service, url]) => [
        `GREENROOM_URL_${service.toUpperCase().replaceAll('-', '_')}`,
        url,
      ]),
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
    const [program = '', ...args] = suite.run;
    io.output(`$ ${[program, ...args].join(' ')}\n`);
    const ended = await run(program, args, {
      cwd: treeOf(place.dataDir, first.digest),
      env,
      ...user,
      signal: io.signal,
      deadlineMs: suite.timeout,
      output: io.output,
      maxCaptured: 4096,
    });
    const how = ended.ended === 'aborted' ? 'signal' : ended.ended;
    if (how === 'deadline' || how === 'not-started') return { ended: how };
    return {
      ended: how,
      ...(ended.exitCode === undefined ? {} : { exitCode: ended.exitCode }),
      ...(await reportAt(report)),
    };
  });
}
