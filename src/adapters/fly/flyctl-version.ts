import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlyAddresses } from '../../config/config.ts';
import { run } from '../../platform/exec.ts';
import { environmentOf } from './flyctl.ts';

/** `flyctl version`’s first line, in flyctl’s own environment and without a token. Rejects where it does not run. */
export async function flyctlVersion(addresses: FlyAddresses, signal: AbortSignal): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'greenroom-flyctl-'));
  try {
    const ended = await run(addresses.flyctl, ['version'], {
      cwd: home,
      env: environmentOf(addresses, home, ''),
      signal,
      maxCaptured: 4_096,
    });
    if (ended.ended !== 'exit' || ended.exitCode !== 0) throw new Error(ended.detail);
    return (ended.stdout.split('\n')[0] ?? '').trim();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
