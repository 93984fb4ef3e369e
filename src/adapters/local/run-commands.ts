import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endAllOf } from '../../platform/end-all-of.ts';
import { run } from '../../platform/exec.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import type { BuildResult } from '../../ports/builder.ts';
import type { ActIo } from '../../ports/io.ts';
import type { BuildPlace } from './build-place.ts';
import { namesFull } from './copy-tree.ts';
import { bareEnvironment } from './environment-of.ts';
import { giveTo, openFolder } from './own.ts';

/** Whose commands they are, and what they are given. */
export interface Commands {
  readonly project: string;
  readonly dataDir: string;
  readonly user: UserIds | undefined;
  readonly run: readonly (readonly string[])[];
  readonly env: Readonly<Record<string, string>>;
}

export type Failed = Extract<BuildResult, { ok: false }>;

/** At its deadline, or by whoever does not want it any more. */
export const stopped: Failed = { ok: false, code: 'build.deadline', detail: 'the build was stopped', retry: true };

const cacheOf = ({ dataDir, project }: Commands): string => join(dataDir, 'npm-cache', project);

/** From here on the place is the build's own, with a cache that all builds of its project share. */
export async function giveToBuild(place: Pick<BuildPlace, 'tree' | 'home'>, commands: Commands): Promise<void> {
  const cache = cacheOf(commands);
  const isNew = !existsSync(cache);
  await openFolder(join(commands.dataDir, 'npm-cache'));
  await openFolder(cache);
  const { user } = commands;
  if (user === undefined) return;
  await giveTo(place.tree, user);
  await giveTo(place.home, user);
  // Once, while it is empty: walking it as root later would follow whatever pushed code has put there.
  if (isNew) await giveTo(cache, user);
  else await clearCache(cache);
}

/** What npm keeps by its hash stays. The rest, such as programs that `npx` has fetched, would be one build's for the next. */
async function clearCache(cache: string): Promise<void> {
  const others = (): readonly string[] => readdirSync(cache).filter((name) => name !== '_cacache');
  if (others().length === 0) return;
  const beside = [cache, '-mindepth', '1', '-maxdepth', '1', '!', '-name', '_cacache'];
  const ended = await run('find', [...beside, '-exec', 'rm', '-rf', '--', '{}', '+'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
    maxCaptured: 4096,
  });
  if (others().length > 0)
    throw new Error(`what an earlier build left in ${cache} could not be removed: ${ended.stderr || ended.detail}`);
}

/** What commands have left running. Not where the lease is another's by now: whoever has it builds as the same user. */
export async function endOwn(user: UserIds, io: Pick<ActIo, 'fence'>): Promise<void> {
  await io.fence();
  await endAllOf(user);
}

/** One after the other; undefined where all of them went well. */
export async function runCommands(
  commands: Commands,
  place: Pick<BuildPlace, 'tree' | 'home' | 'started'>,
  io: ActIo,
): Promise<Failed | undefined> {
  const env = {
    ...bareEnvironment(place.home),
    // Its own and gone afterwards: npm, for one, keeps what Node compiled below the temporary folder and runs it the next
    // time, where one commit's build could leave something for the next one's.
    TMPDIR: place.home,
    CI: '1',
    npm_config_cache: cacheOf(commands),
    npm_config_update_notifier: 'false',
    ...commands.env,
  };
  for (const [program = '', ...args] of commands.run) {
    io.output(`$ ${[program, ...args].join(' ')}\n`);
    const ended = await run(program, args, {
      cwd: place.tree,
      env,
      user: commands.user,
      signal: io.signal,
      output: io.output,
      maxCaptured: 4096,
      onStart: place.started,
    });
    if (ended.ended === 'exit' && ended.exitCode === 0) continue;
    const failed = (code: Failed['code'], detail: string, retry = false): Failed => ({
      ok: false,
      code,
      detail,
      retry,
    });
    if (ended.ended === 'aborted') return stopped;
    if (ended.ended === 'lost') return failed('build.failed', ended.detail, true);
    if (namesFull(ended.stderr)) return failed('build.no-space', 'no space is left in the data folder');
    return failed('build.failed', ended.detail);
  }
  return undefined;
}
