import type { Artifact } from '../../core/release.ts';
import { run } from '../../platform/exec.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult, ReleaseRequest } from '../../ports/target.ts';
import { withAtHand } from './at-hand.ts';
import { type LocalPlace, appEnvironment, storeOf, userOf } from './place.ts';
import { withScratch } from './scratch.ts';
import { treeOf } from './store.ts';

/** A command; what Fly runs as a release_command has no place here, and the config is checked for it. */
function migrationsOf({ config }: LocalPlace, service: string): readonly string[] | undefined {
  const run = config.services[service]?.migrations?.run;
  return run === 'release_command' ? undefined : run;
}

/** Runs each service's own migrations from the artifact that is to be switched to, with that environment's values. */
export async function migrate(place: LocalPlace, request: ReleaseRequest, io: ActIo): Promise<ActResult> {
  const migrating = request.artifacts.filter(({ service }) => migrationsOf(place, service) !== undefined);
  if (migrating.length === 0) return { ok: true, detail: 'there are no migrations' };
  return withAtHand(place, migrating, io, async () => {
    // Taking them along can have taken its time.
    await io.fence();
    return runEach(place, migrating, io);
  });
}

async function runEach(place: LocalPlace, artifacts: readonly Artifact[], io: ActIo): Promise<ActResult> {
  for (const { service, digest } of artifacts) {
    const [program = '', ...args] = migrationsOf(place, service) ?? [];
    const user = userOf(place);
    const ended = await withScratch(place.ownDir, user, (home) => {
      io.output(`$ ${[program, ...args].join(' ')}\n`);
      return run(program, args, {
        cwd: treeOf(storeOf(place), digest),
        env: { ...appEnvironment(place, service), HOME: home, TMPDIR: home },
        user,
        signal: io.signal,
        output: io.output,
        maxCaptured: 4096,
      });
    });
    if (ended.ended === 'aborted') return { ok: false, code: 'migrate.failed', detail: 'it was stopped', retry: true };
    if (ended.ended === 'lost') return { ok: false, code: 'migrate.failed', detail: ended.detail, retry: true };
    if (ended.ended !== 'exit' || ended.exitCode !== 0)
      return { ok: false, code: 'migrate.failed', detail: `${service}: ${ended.detail}`, retry: false };
  }
  return { ok: true, detail: 'migrated' };
}
