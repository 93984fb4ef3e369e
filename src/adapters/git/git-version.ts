import { tmpdir } from 'node:os';
import { run } from '../../platform/exec.ts';

/** `git version 2.39.5`, as it says it. Rejects where there is none. */
export async function gitVersion(signal: AbortSignal): Promise<string> {
  const ended = await run('git', ['version'], {
    cwd: tmpdir(),
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' },
    signal,
    maxCaptured: 4_096,
  });
  if (ended.ended !== 'exit' || ended.exitCode !== 0) throw new Error(ended.detail);
  return (ended.stdout.split('\n')[0] ?? '').trim();
}
