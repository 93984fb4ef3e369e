import type { ActIo } from '../../ports/io.ts';
import type { ActResult, ReleaseRequest } from '../../ports/target.ts';
import { runOnce } from './one-off.ts';
import { ownImage } from './own-image.ts';
import { type FlyPlace, serviceOf } from './place.ts';
import { releasedToml } from './released-toml.ts';

/** Runs each service's own migrations once, with the image that is to be switched to, beside what serves. */
export async function migrate(
  place: FlyPlace,
  { commit, artifacts }: ReleaseRequest,
  token: number,
  io: ActIo,
): Promise<ActResult> {
  const { project, config, source, environment } = place;
  const failed = (
    code: 'migrate.failed' | 'migrate.deadline' | 'target.config' | 'switch.artifact-gone',
    detail: string,
    retry = false,
  ): ActResult => ({
    ok: false,
    code,
    detail,
    retry,
  });
  let ran = 0;
  for (const { service: name, digest } of artifacts) {
    const service = serviceOf(place, name);
    const { migrations } = service.config;
    if (migrations === undefined) continue;
    const released = await releasedToml({ project, config, source, commit }, environment, name);
    if (!released.ok) return failed('target.config', released.detail);
    if (migrations.run === 'release_command') {
      io.output(`${name}: fly.toml’s release_command runs the migrations when the new version is switched to.\n`);
      continue;
    }
    const image = await ownImage(place, service, digest, io);
    if (image === undefined)
      return failed('switch.artifact-gone', `${name}: no repository that ${service.app} may read has ${digest}`);
    const end = await runOnce(
      place,
      service,
      {
        image,
        command: migrations.run,
        commit,
        what: 'migrate',
        token,
        env: released.toml.env,
        deadlineMs: place.config.deadlines.migrate * 0.9,
      },
      io,
    );
    if (end.ended === 'deadline') return failed('migrate.deadline', `${name}: ${end.detail}`);
    if (end.ended !== 'exit') return failed('migrate.failed', `${name}: ${end.detail}`, true);
    if (end.exitCode !== 0) return failed('migrate.failed', `${name}: the migration ended with ${end.exitCode}`);
    ran += 1;
  }
  return { ok: true, detail: ran === 0 ? 'there are no migrations to run here' : 'migrated' };
}
