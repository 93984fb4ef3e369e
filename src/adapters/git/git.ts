import { type RunResult, run } from '../../platform/exec.ts';

export interface GitAccess {
  /** Server that mirrors are fetched from; only its protocol is allowed to git. */
  readonly serverUrl: string;
  readonly home: string;
}

/**
 * The environment of every git that we start: no configuration but ours, no prompt, one protocol. The token travels
 * here (git-config(1), GIT_CONFIG_COUNT), never in an address or an argument, where `ps` would show it.
 */
export function gitEnvironment({ serverUrl, home }: GitAccess, token?: string): Record<string, string> {
  const basic = token === undefined ? undefined : Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_ALLOW_PROTOCOL: new URL(serverUrl).protocol.replace(':', ''),
    GIT_CONFIG_COUNT: basic === undefined ? '1' : '2',
    GIT_CONFIG_KEY_0: 'protocol.version',
    GIT_CONFIG_VALUE_0: '2',
    ...(basic === undefined
      ? {}
      : {
          GIT_CONFIG_KEY_1: `http.${serverUrl.replace(/\/+$/, '')}/.extraHeader`,
          GIT_CONFIG_VALUE_1: `Authorization: Basic ${basic}`,
        }),
  };
}

export interface GitCall {
  readonly env: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly deadlineMs?: number;
  readonly maxCaptured?: number;
  readonly input?: string;
}

export function git(folder: string, args: readonly string[], call: GitCall): Promise<RunResult> {
  return run('git', ['-C', folder, ...args], {
    cwd: '/',
    env: call.env,
    deadlineMs: call.deadlineMs ?? 60_000,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
    ...(call.maxCaptured === undefined ? {} : { maxCaptured: call.maxCaptured }),
    ...(call.input === undefined ? {} : { input: call.input }),
  });
}

export function worked(result: RunResult): boolean {
  return result.ended === 'exit' && result.exitCode === 0;
}

const full = /No space left on device|Disk quota exceeded/;

/** Of a complaint: nothing is wrong with the mirror, there is only no room. */
export const namesFullDisk = (text: string): boolean => full.test(text);

/** What broke the line, after which git complains of all that is missing without it. */
const broken = /^error: RPC failed; /;

/** Last line of what git complained about, but where a line before it names the cause: that is the one that says why. */
export function complaint(result: RunResult): string {
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '');
  const cause = lines.findLast(namesFullDisk) ?? lines.find((line) => broken.test(line));
  return cause ?? lines.at(-1) ?? result.detail;
}
