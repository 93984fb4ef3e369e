import type { Environment, Tier } from './environment.ts';
import type { Operation } from './operation.ts';
import { type Artifact, digestSet } from './release.ts';

/** What a permit is held against at the moment of the effect, by whichever target the effect is on. */
export function termsOf<O extends Operation, T extends Tier>(
  environment: Environment<T>,
  operation: O,
  artifacts: readonly Artifact[],
  token: number,
  now: number,
) {
  return {
    operation,
    project: environment.project,
    environment: environment.name,
    tier: environment.tier,
    digests: digestSet(artifacts),
    token,
    now,
  };
}
