import type { Artifact, Commit, Digest } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult, ReleaseRequest } from '../../ports/target.ts';
import { findImage } from './find-image.ts';
import { ownImage } from './own-image.ts';
import { labelMachines } from './label-machines.ts';
import { type Plain, look } from './look.ts';
import { type FlyPlace, type FlyService, serviceOf } from './place.ts';
import { type Put, putImage } from './put-image.ts';
import { releasedToml } from './released-toml.ts';
import { remember, remembered } from './remember.ts';
import {
  configuredValues,
  haveValues,
  keepServedBefore,
  servingValues,
  someHaveValues,
  valuesBefore,
} from './runtime-values.ts';

/** On the way back, at the least. As many machines start as slowly as on the way there, so it is given what that had. */
const takeBackMs = 120_000;

const mostMs = ({ config }: FlyPlace): number => config.deadlines.switch * 0.8;

type Failure = Extract<ActResult, { ok: false }>;

const failed = (code: Failure['code'], detail: string, retry = false): Failure => ({ ok: false, code, detail, retry });

/** Texts by which flyctl says that it never came to changing a machine (fly.md §1.2). */
function failureOf({ ended, seen }: Put, service: FlyService): Failure {
  const said = ended.said;
  const fleet = seen?.fleet;
  const state = fleet === undefined ? 'what runs could not be read' : `${fleet.state}: ${fleet.detail}`;
  const words = `${service.name}: ${ended.detail}; ${state}`;
  if (/release command failed|release_command failed running/.test(said)) return failed('migrate.failed', words);
  if (/error waiting for release_command/.test(said)) return failed('migrate.deadline', words);
  // Nothing was changed, and it was not the new version's doing: worth another try.
  const onTheWay = ['silent', 'aborted', 'deadline', 'not-started', 'signal', 'lost'].includes(ended.how);
  // The machine of a release_command that Fly lost: nobody's migration failed (fly.md §6.9).
  if (/release_command.*not found|machine not found/i.test(said)) return failed('migrate.failed', words, true);
  if (/could not find image|failed to fetch an image|failed to create release|failed to set release status/i.test(said))
    return failed('switch.unhealthy', words, true);
  return failed('switch.unhealthy', words, onTheWay);
}

interface Before {
  readonly digest: Digest;
  readonly toml: string | undefined;
  values: string | undefined;
}

/**
 * All services in order, or none. When one fails, what its machines run decides: untouched, the old version goes on
 * serving; some of them changed, they are brought back to what served before, once; where that fails too it is *mixed*,
 * and people decide (DESIGN §4.4). Those before it are taken back in the opposite order.
 */
export async function changeServices(
  place: FlyPlace,
  plain: Plain,
  { commit, artifacts, asBefore }: ReleaseRequest,
  skipReleaseCommand: boolean,
  io: ActIo,
): Promise<ActResult> {
  const deadline = place.clock.now() + mostMs(place);
  const changed: { readonly service: FlyService; readonly before: Before | undefined }[] = [];
  for (const artifact of artifacts) {
    const service = serviceOf(place, artifact.service);
    const { fleet, machines } = await look(service, plain, io.signal);
    if (fleet.state === 'unknown') return failed('state.unknown', `${service.name}: ${fleet.detail}`, true);
    const before: Before | undefined =
      fleet.state === 'serving' || fleet.state === 'down'
        ? {
            digest: fleet.digest,
            toml: await remembered(place, service, fleet.digest),
            values: servingValues(machines),
          }
        : undefined;
    const values =
      asBefore === true ? await valuesBefore(place, service, artifact.digest) : configuredValues(place, service);
    // An earlier try has brought the values to some machines: what they had before is what it wrote down.
    const begun = before !== undefined && someHaveValues(machines, values) && before.values !== values;
    if (fleet.state === 'serving' && fleet.digest === artifact.digest && haveValues(machines, values)) {
      io.output(`${service.name}: this version serves already.\n`);
      continue;
    }
    if (begun) before.values = await valuesBefore(place, service, before.digest);
    else if (before !== undefined && (before.digest !== artifact.digest || before.values !== values))
      if (asBefore !== true && !skipReleaseCommand) await keepServedBefore(place, service, before);
    const wanted = { commit, artifact, values, skipReleaseCommand, deadline };
    const result = await one(place, service, plain, wanted, io);
    if (result === undefined) {
      changed.push({ service, before });
      continue;
    }
    const touched = [...changed, ...(result.code === 'switch.mixed' ? [{ service, before }] : [])].toReversed();
    for (const { service: its, before: earlier } of touched) {
      const back = await takeBack(place, its, plain, earlier, io);
      if (back !== undefined)
        return failed('switch.mixed', `${result.detail}; ${its.name} could not be taken back: ${back}`);
    }
    return result.code === 'switch.mixed'
      ? failed('switch.unhealthy', `${result.detail}; it was taken back to what served before`)
      : result;
  }
  return {
    ok: true,
    detail: changed.length === 1 ? 'switched' : `switched ${changed.map((it) => it.service.name).join(', ')}`,
  };
}

interface Wanted {
  readonly commit: Commit;
  readonly artifact: Artifact;
  readonly values: string | undefined;
  readonly skipReleaseCommand: boolean;
  readonly deadline: number;
}

/** Undefined where all machines are well on the new image; `switch.mixed` where some of them are on it. */
async function one(
  place: FlyPlace,
  service: FlyService,
  plain: Plain,
  { commit, artifact, values, skipReleaseCommand, deadline }: Wanted,
  io: ActIo,
): Promise<Failure | undefined> {
  const { project, config, source, environment } = place;
  const released = await releasedToml({ project, config, source, commit }, environment, service.name);
  if (!released.ok) return failed('target.config', released.detail);
  const image = await ownImage(place, service, artifact.digest, io);
  if (image === undefined)
    return failed(
      'switch.artifact-gone',
      `${service.name}: no repository that ${service.app} may read has ${artifact.digest}`,
    );
  const toml = released.text;
  await remember(place, service, artifact.digest, toml);
  const put = await putImage(
    place,
    service,
    plain,
    { image, digest: artifact.digest, toml, values, skipReleaseCommand, deadline },
    io,
  );
  const fleet = put.seen?.fleet;
  const machines = put.seen?.machines ?? [];
  if (fleet?.state === 'serving' && fleet.digest === artifact.digest && haveValues(machines, values)) {
    if (put.ended.how !== 'exit' || put.ended.exitCode !== 0)
      io.output(`${service.name}: ${put.ended.detail}, and all of its machines are well on the new image.\n`);
    await labelMachines(place, service, machines, commit, io);
    return undefined;
  }
  const failure = failureOf(put, service);
  const partly = fleet?.state === 'mixed' && fleet.digests.includes(artifact.digest);
  // The same image with other values: some machines have them, or all and are not well.
  const arrived = values === undefined || someHaveValues(machines, values);
  const unwell = fleet?.state === 'down' && fleet.digest === artifact.digest && arrived;
  const half = fleet?.state === 'serving' && fleet.digest === artifact.digest && values !== undefined && arrived;
  // Nothing may be concluded: the next try looks first, and a promotion that cannot be read is not taken for any.
  if (fleet === undefined || fleet.state === 'unknown') return { ...failure, code: 'state.unknown', retry: true };
  return partly || unwell || half ? { ...failure, code: 'switch.mixed', retry: false } : failure;
}

/** One redeploy of what served before. Why it did not work, in words; undefined where it serves again. */
async function takeBack(
  place: FlyPlace,
  service: FlyService,
  plain: Plain,
  before: Before | undefined,
  io: ActIo,
): Promise<string | undefined> {
  if (before === undefined) return 'nothing that is known served there before';
  if (before.toml === undefined) return 'its fly.toml is not known any more';
  // Whoever stopped the change did not want it to stay half done.
  const untold: ActIo = { ...io, signal: new AbortController().signal };
  const image = await findImage(place, service, before.digest, untold.signal);
  if (image === undefined) return `the registry does not have ${before.digest} any more`;
  io.output(`${service.name}: going back to ${before.digest}.\n`);
  const put = await putImage(
    place,
    service,
    plain,
    {
      image,
      digest: before.digest,
      toml: before.toml,
      values: before.values,
      skipReleaseCommand: true,
      deadline: place.clock.now() + Math.max(takeBackMs, mostMs(place)),
    },
    untold,
  );
  const fleet = put.seen?.fleet;
  return fleet?.state === 'serving' &&
    fleet.digest === before.digest &&
    haveValues(put.seen?.machines ?? [], before.values)
    ? undefined
    : `${put.ended.detail}; ${fleet?.detail ?? 'what runs could not be read'}`;
}
