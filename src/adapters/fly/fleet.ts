import { type Digest, isDigest } from '../../core/release.ts';
import { type Machine, metadataOf } from './machine-shape.ts';

/** What an app's machines come to. Only `serving` is well; `unknown` is never taken for anything. */
export type Fleet =
  | { readonly state: 'never-deployed'; readonly detail: string }
  | { readonly state: 'unknown'; readonly detail: string }
  | { readonly state: 'mixed'; readonly detail: string; readonly digests: readonly Digest[] }
  | { readonly state: 'serving' | 'down'; readonly detail: string; readonly digest: Digest };

/** Groups of machines that flyctl makes and takes away, and that never serve (fly.md §1.4). */
const passing = ['fly_app_release_command', 'fly_app_console', 'fly_app_test_machine_command'];

/** States in which a machine is gone, or is going for good. */
const gone = ['destroyed', 'destroying'];

export const isGone = (machine: Machine): boolean => gone.includes(machine.state);

/** The machines that serve: what somebody started by hand or for one command is not among them. */
export function servingMachines(machines: readonly Machine[]): readonly Machine[] {
  return machines.filter((machine) => {
    if (isGone(machine)) return false;
    const metadata = metadataOf(machine);
    // Nothing at all is known of it, so it cannot be left out.
    if (metadata === undefined) return machine.config === undefined;
    return metadata['fly_platform_version'] === 'v2' && !passing.includes(metadata['fly_process_group'] ?? '');
  });
}

const isAsleep = (machine: Machine): boolean => ['stopped', 'suspended'].includes(machine.state);

/**
 * Started by Fly alone, and only where the host of another fails that it stands in for: flyctl makes one for processes
 * without a service unless told otherwise (fly.md §5). Started besides, it would do the other's work a second time.
 */
export function isWaiting(machine: Machine, serving: readonly Machine[]): boolean {
  const standsFor = machine.config?.standbys ?? [];
  const rests = isAsleep(machine) || machine.state === 'created';
  return rests && serving.some(({ id }) => standsFor.includes(id));
}

/** Started by Fly's proxy when somebody asks: then being asleep is well (fly.md §5). */
function mayBeAsleep(machine: Machine): boolean {
  const services = machine.config?.services ?? [];
  const stops = (autostop: boolean | string | undefined): boolean =>
    autostop === true || autostop === 'stop' || autostop === 'suspend';
  return services.some(({ autostart, autostop }) => autostart === true && stops(autostop));
}

/** Why this machine is not well, in words; undefined where it is. */
function ailment(machine: Machine, serving: readonly Machine[]): string | undefined {
  if (isWaiting(machine, serving)) return undefined;
  if (isAsleep(machine)) return mayBeAsleep(machine) ? undefined : `${machine.id} is ${machine.state}`;
  if (machine.state !== 'started') return `${machine.id} is ${machine.state}`;
  const bad = (machine.checks ?? []).find(({ status }) => status !== 'passing');
  return bad === undefined ? undefined : `${machine.id}: check ${bad.name} is ${bad.status}`;
}

/**
 * Judges what runs by every machine, never by one and never by a release or an exit code: a failed rolling update
 * leaves some on the new image and some on the old one, and `fly status` exits with 0 whatever is so (fly.md §0, §1.4).
 * `plain` gives an image's own digest for the digest of an index that holds it.
 */
export function fleetOf(machines: readonly Machine[], plain: (digest: Digest) => Digest = (digest) => digest): Fleet {
  const serving = servingMachines(machines);
  if (serving.length === 0) return { state: 'never-deployed', detail: 'no machine serves' };
  const silent = serving.find(({ host_status: host }) => host !== undefined && host !== 'ok');
  if (silent !== undefined)
    return { state: 'unknown', detail: `the host of machine ${silent.id} is ${silent.host_status ?? 'silent'}` };
  const nameless = serving.find(({ image_ref: image }) => image?.digest === undefined || !isDigest(image.digest));
  if (nameless !== undefined)
    return { state: 'unknown', detail: `machine ${nameless.id} does not say the digest of its image` };
  const found = serving.flatMap(({ image_ref: image }) =>
    image?.digest !== undefined && isDigest(image.digest) ? [plain(image.digest)] : [],
  );
  const digests = [...new Set(found)];
  const [digest] = digests;
  if (digest === undefined) return { state: 'unknown', detail: 'no machine says what it runs' };
  if (digests.length > 1)
    return {
      state: 'mixed',
      digests,
      detail: `${serving.length} machines run ${digests.length} images: ${digests.map((one) => one.slice(7, 19)).join(', ')}`,
    };
  const ill = serving.flatMap((machine) => ailment(machine, serving) ?? []);
  const count = `${serving.length} ${serving.length === 1 ? 'machine' : 'machines'}`;
  if (ill.length > 0) return { state: 'down', digest, detail: `of ${count}, ${ill.slice(0, 3).join('; ')}` };
  const asleep = serving.filter((machine) => machine.state !== 'started').length;
  return {
    state: 'serving',
    digest,
    detail: asleep === 0 ? `${count} well` : `${count} well, ${asleep} of them asleep until needed`,
  };
}

/** Stopped before the deployment, and left stopped by it: flyctl does not wait for these (fly.md §0.3). */
export function leftStopped(machines: readonly Machine[]): readonly Machine[] {
  const serving = servingMachines(machines);
  return serving.filter((machine) => isAsleep(machine) && !mayBeAsleep(machine) && !isWaiting(machine, serving));
}
