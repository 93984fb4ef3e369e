import type { Commit } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import { servingMachines } from './fleet.ts';
import { type Machine, metadataOf } from './machine-shape.ts';
import type { FlyPlace, FlyService } from './place.ts';

/**
 * Fly's apps have no labels, only machines have (fly.md §1.4): what each is for, to be seen in every list of theirs. They
 * stay over later deployments, so only new machines get them, but for `run`, which says what was brought there. A label that could not be written spoils no deployment.
 */
/** What a machine was made or changed for, in lists of Fly's: the commit. */
export const runOf = (commit: Commit): string => commit.slice(0, 12);

export async function labelMachines(
  place: FlyPlace,
  service: FlyService,
  machines: readonly Machine[],
  commit: Commit,
  io: ActIo,
): Promise<void> {
  const wanted = {
    environment: place.environment,
    'managed-by': 'greenroom',
    project: place.project,
    run: runOf(commit),
  };
  for (const machine of servingMachines(machines))
    for (const [key, value] of Object.entries(wanted)) {
      if (metadataOf(machine)?.[key] === value) continue;
      await service.machines.label(machine.id, key, value, io.signal).catch((error: unknown) => {
        io.output(`Machine ${machine.id} could not be labelled: ${String(error)}\n`);
      });
    }
}
