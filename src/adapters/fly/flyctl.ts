import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FlyAddresses } from '../../config/config.ts';
import { run } from '../../platform/exec.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ActIo } from '../../ports/io.ts';

/** How flyctl ended. It is a hint; the truth is what the machines say (fly.md §0.3). */
export interface Ended {
  readonly how: 'exit' | 'signal' | 'deadline' | 'silent' | 'aborted' | 'not-started' | 'lost';
  readonly exitCode?: number;
  /** The end of what it printed on standard error. */
  readonly said: string;
  readonly detail: string;
}

export interface FlyctlJob {
  readonly addresses: FlyAddresses;
  readonly clock: Clock;
  /** A folder of this tier's worker alone. */
  readonly ownDir: string;
  readonly token: string;
  /** Milliseconds. */
  readonly deadlineMs: number;
  /** How long it may print nothing: a release call without a deadline of its own has hung for minutes (flyctl #5203). */
  readonly silenceMs: number;
}

/**
 * Runs flyctl with a list of arguments in a folder of its own and with an environment in which only this app's token
 * is. `files` are written there first and named by their bare names in the arguments. Never rejects for how it ends.
 */
export async function flyctl(
  { addresses, clock, ownDir, token, deadlineMs, silenceMs }: FlyctlJob,
  args: readonly string[],
  cwd: string | undefined,
  io: Pick<ActIo, 'output' | 'signal'>,
): Promise<Ended> {
  const parent = join(ownDir, 'flyctl');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const home = await mkdtemp(join(parent, 'job-'));
  const silence = new AbortController();
  const over = new AbortController();
  let quiet = new AbortController();
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      quiet = new AbortController();
      const { signal } = quiet;
      await clock.wait(silenceMs, AbortSignal.any([signal, over.signal]));
      if (!signal.aborted && !over.signal.aborted) return silence.abort();
    }
  };
  const heard = (chunk: string): void => {
    quiet.abort();
    io.output(chunk);
  };
  void watch();
  try {
    io.output(`$ flyctl ${args.join(' ')}\n`);
    const ended = await run(addresses.flyctl, args, {
      cwd: cwd ?? home,
      env: environmentOf(addresses, home, token),
      signal: AbortSignal.any([io.signal, silence.signal]),
      deadlineMs,
      output: heard,
      maxCaptured: 16 * 1024,
    });
    const said = ended.stderr.slice(-4_000);
    if (ended.ended === 'aborted' && silence.signal.aborted && !io.signal.aborted)
      return {
        how: 'silent',
        said,
        detail: `flyctl printed nothing for ${Math.round(silenceMs / 1000)} s and was ended`,
      };
    return {
      how: ended.ended,
      ...(ended.exitCode === undefined ? {} : { exitCode: ended.exitCode }),
      said,
      detail: `${ended.detail.replaceAll(addresses.flyctl, 'flyctl')}${lastWords(said)}`,
    };
  } finally {
    over.abort();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The last line on standard error is flyctl's own account of what went wrong; it is told, and decides nothing. */
function lastWords(said: string): string {
  const line = said.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 300)}`;
}

/**
 * Everything that flyctl gets to see. Explicit, since FLY_APP, FLY_ACCESS_TOKEN or DEPLOY_TRIGGER of whoever started
 * Greenroom would change what it does (fly.md §1.6). CI without a local docker: nothing is looked up on this machine.
 */
export function environmentOf(addresses: FlyAddresses, home: string, token: string): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    HOME: home,
    TMPDIR: home,
    LANG: 'C.UTF-8',
    CI: '1',
    NO_COLOR: '1',
    BUILDKIT_PROGRESS: 'plain',
    FLY_API_TOKEN: token,
    FLY_CONFIG_DIR: join(home, '.fly'),
    FLY_NO_UPDATE_CHECK: '1',
    FLY_SEND_METRICS: '0',
    FLY_NO_INCIDENTS_CHECK: '1',
    FLY_EMIT_RELEASE_JSON: '1',
    FLY_API_BASE_URL: addresses.apiUrl,
    FLY_FLAPS_BASE_URL: addresses.flapsUrl,
    FLY_UIEX_BASE_URL: addresses.uiexUrl,
    FLY_REGISTRY_HOST: addresses.registryHost,
  };
}
