import { run } from '../../platform/exec.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult, ReleaseRequest } from '../../ports/target.ts';
import { notAtHand } from './at-hand.ts';
import { type LocalPlace, appEnvironment, storeOf, userOf } from './place.ts';
import { withScratch } from './scratch.ts';
import { treeOf } from './store.ts';

/** Runs each service's own migrations from the artifact that is to be switched to, with that environment's values. */
export async function migrate(place: LocalPlace, request: ReleaseRequest, io: ActIo): Promise<ActResult> {
  let ran = 0;
  for (const artifact of request.artifacts) {
    const { service, digest } = artifact;
    const migrations = place.config.services[service]?.migrations;
    // What Fly runs as a release_command has no place here; the config is checked for it.
    if (migrations === undefined || migrations.run === 'release_command') continue;
    const missing = await notAtHand(place, [artifact], io);
    if (missing !== undefined) return missing;
    const [program = '', ...args] = migrations.run;
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
    ran += 1;
  }
  return { ok: true, detail: ran === 0 ? 'there are no migrations' : 'migrated' };
}
