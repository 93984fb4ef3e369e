import type { Leftover } from '../../core/leftover.ts';
import type { ActIo } from '../../ports/io.ts';
import type { ActResult } from '../../ports/target.ts';
import { servingMachines } from './fleet.ts';
import { type Machine, metadataOf } from './machine-shape.ts';
import { type FlyPlace, serviceOf } from './place.ts';
import { FlyRefusal } from './refusal.ts';

const gone = ['destroyed', 'destroying'];
const still = ['stopped', 'suspended', 'failed', 'created'];

/** What a machine is that serves nobody; undefined where it may be in use by somebody else than Greenroom. */
function purposeOf(machine: Machine): string | undefined {
  const labels = metadataOf(machine);
  // Nothing is known of it, so nothing is concluded.
  if (labels === undefined) return undefined;
  if (labels['managed-by'] === 'greenroom')
    return labels['suite'] === undefined ? (labels['greenroom'] ?? 'of Greenroom') : `suite ${labels['suite']}`;
  if (!still.includes(machine.state)) return undefined;
  const group = labels['fly_process_group'];
  return group === undefined ? 'started by hand' : group.replace(/^fly_app_/, 'flyctl’s ').replaceAll('_', ' ');
}

/**
 * Machines of staging's apps that serve nobody: of migrations and suites whose worker died, and stopped ones of flyctl's
 * own or of people. What serves, or sleeps until somebody asks, is never among them; nor is what somebody has started by
 * hand and that still runs.
 */
export function leftMachines(app: string, machines: readonly Machine[]): readonly Leftover[] {
  const serving = new Set(servingMachines(machines).map(({ id }) => id));
  return machines.flatMap((machine) => {
    if (serving.has(machine.id) || gone.includes(machine.state)) return [];
    const purpose = purposeOf(machine);
    if (purpose === undefined) return [];
    const since = Date.parse(machine.created_at ?? '');
    return [
      {
        id: `${app}/${machine.id}`,
        what: `machine ${machine.id} of ${app}: ${purpose}, ${machine.state}`,
        ...(Number.isNaN(since) ? {} : { since }),
      },
    ];
  });
}

/** Of all services. Fly gives nobody a list of images, and removes those that are not deployed by itself (fly.md §2). */
export async function leftovers(place: FlyPlace, signal: AbortSignal): Promise<readonly Leftover[]> {
  await place.apart();
  const found = await Promise.all(
    Object.keys(place.config.services).map(async (name) => {
      const { app, machines } = serviceOf(place, name);
      return leftMachines(app, await machines.list(signal));
    }),
  );
  return found.flat();
}

/** Removes those of `wanted` that are leftovers still: each is looked at once more right before. */
export async function removeLeftovers(place: FlyPlace, wanted: readonly Leftover[], io: ActIo): Promise<ActResult> {
  const ids = new Set(wanted.map(({ id }) => id));
  let removed = 0;
  try {
    for (const name of Object.keys(place.config.services)) {
      const { app, machines } = serviceOf(place, name);
      for (const { id, what } of leftMachines(app, await machines.list(io.signal))) {
        if (!ids.has(id)) continue;
        await io.fence();
        await machines.destroy(id.slice(app.length + 1), io.signal).catch((error: unknown) => {
          if (!(error instanceof FlyRefusal && error.status === 404)) throw error;
        });
        io.output(`Removed ${what}.\n`);
        removed += 1;
      }
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, code: 'state.unknown', detail, retry: true };
  }
  return { ok: true, detail: `${removed} of ${wanted.length} removed; the rest had gone by itself` };
}
