import { type Difference, differences } from '../core/constraints.ts';
import type { Environment } from '../core/environment.ts';
import type { Release } from '../core/release.ts';
import type { TargetObservation } from '../ports/target.ts';
import type { Fact } from './facts.ts';
import type { GateUse } from './gate-use.ts';

type Found = readonly Difference[] | 'nothing-to-compare';

/**
 * Staging's constraints as its own worker has written them down, beside production's as they are now. Nobody holds both
 * environments' tokens, so the comparison is made from the ledger.
 */
export async function compareConstraints(
  use: Pick<GateUse, 'written'>,
  project: string,
  release: Release,
  staging: TargetObservation | undefined,
  production: TargetObservation | undefined,
): Promise<Found> {
  const written = await use.written(project, release.commit);
  const [here, there] = [staging?.services ?? [], production?.services ?? []];
  const none = [...here, ...there].every(({ constraints }) => constraints === undefined);
  if (none && Object.keys(written).length === 0) return 'nothing-to-compare';
  return differences(here, there, written);
}

/**
 * For the gate, on production's own worker. A production that does not answer just now is compared as it was seen last:
 * that it does not answer is another guard's matter. Rejects where one side is not known.
 */
export async function readConstraints(
  use: GateUse,
  { project, name }: Pick<Environment, 'project' | 'name'>,
  staging: string | undefined,
  release: Release,
  seen: Fact<TargetObservation>,
): Promise<Found> {
  if (staging === undefined) throw new Error('there is no staging to compare with');
  const { views } = use.ledger;
  const [here, there] = [
    (await views.environment(project, staging)).observed,
    seen.known ? seen.value : (await views.environment(project, name)).observed,
  ];
  return compareConstraints(use, project, release, here, there);
}
