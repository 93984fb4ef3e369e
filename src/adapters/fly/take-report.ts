import type { SuiteRun } from '../../ports/target.ts';
import type { Machines } from './machines.ts';

const mostBytes = 10 * 1024 * 1024;
const blockBytes = 64 * 1024;
/** Four blocks a call, so that an answer of Fly's stays small; in base64, since JSON would bend what is no UTF-8. */
const blocks = 4;

/** Where a suite's machine leaves its things. Hexadecimal digits alone: it goes into commands. */
export function suiteFolder(run: string): string {
  if (!/^[0-9a-f]+$/.test(run)) throw new Error(`no name of a run: ${run}`);
  return `/tmp/greenroom-${run}`;
}

/**
 * Reads the report out of a machine that waits for it, and lets the machine go. What comes is pushed code's: at most
 * 10 MiB are taken, whatever it says about its size.
 */
export async function takeReport(
  machines: Pick<Machines, 'exec'>,
  id: string,
  folder: string,
  signal: AbortSignal,
): Promise<Pick<SuiteRun, 'report' | 'reportProblem'>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let found: Pick<SuiteRun, 'report' | 'reportProblem'> | undefined;
  for (let block = 0; found === undefined; block += blocks) {
    const command = `dd if=${folder}/junit.xml bs=${blockBytes} skip=${block} count=${blocks} 2>/dev/null`;
    // Without the file nothing is printed: an empty first part is no report.
    const { stdout } = await machines.exec(id, `/bin/sh -c '${command} | base64'`, signal);
    const part = Buffer.from(stdout, 'base64');
    parts.push(part);
    bytes += part.length;
    if (bytes > mostBytes) found = { reportProblem: 'too-large' };
    else if (part.length < blocks * blockBytes)
      found = bytes === 0 ? { reportProblem: 'missing' } : { report: Buffer.concat(parts).toString('utf8') };
  }
  await machines.exec(id, `touch ${folder}/taken`, signal);
  return found;
}
