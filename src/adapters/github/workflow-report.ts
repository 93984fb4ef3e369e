import type { SuiteRun } from '../../ports/target.ts';
import { download } from './download.ts';
import { OddZip, ZipTooLarge, xmlInZip } from './read-zip.ts';
import type { Run, Runs } from './runs.ts';

const mostReportBytes = 10 * 1024 * 1024;
const mostZipBytes = 20 * 1024 * 1024;
const downloadMs = 60_000;

type Report = Pick<SuiteRun, 'report' | 'reportProblem' | 'why'>;

/** The JUnit report that a run left as an artifact: a zip that pushed code made, so everything about it is bounded. */
export async function workflowReport(
  runs: Runs,
  apiUrl: string,
  project: string,
  run: Run,
  name: string,
  signal: AbortSignal,
): Promise<Report> {
  const artifact = await runs.artifact(project, run.id, name);
  if (artifact === undefined) return { reportProblem: 'missing' };
  if (artifact.expired)
    return { why: { code: 'test.no-report', detail: `its artifact ${name} has expired on GitHub` } };
  if (artifact.bytes > mostZipBytes) return { reportProblem: 'too-large' };
  const bounds = { mostBytes: mostZipBytes, timeoutMs: downloadMs, signal };
  const zip = await download(await runs.address(project, artifact.id), apiUrl, bounds);
  if (zip === undefined) return { reportProblem: 'too-large' };
  try {
    const xml = await xmlInZip(zip, mostReportBytes);
    return xml === undefined ? { reportProblem: 'missing' } : { report: xml.toString('utf8') };
  } catch (error) {
    if (error instanceof ZipTooLarge) return { reportProblem: 'too-large' };
    if (!(error instanceof OddZip)) throw error;
    return { why: { code: 'test.bad-report', detail: `the artifact ${name}: ${error.message}` } };
  }
}
