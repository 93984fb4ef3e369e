import type { Artifact } from '../core/release.ts';
import { guard } from './guard.ts';

/** Why these artifacts are not what the config wants built for this environment; undefined where they are. */
export function variantProblem(
  artifacts: readonly Artifact[],
  environment: string,
  variables: Readonly<Record<string, string>>,
): string | undefined {
  for (const [service, given] of Object.entries(variables)) {
    const its = artifacts.find((one) => one.service === service && one.variant?.environment === environment);
    if (its === undefined) return `${service} was not built for ${environment} with this commit`;
    if (its.variant?.variables !== given)
      return `${service} was built for ${environment} with other values than the config has now`;
  }
  // The other way round: the config says that one build serves all, and this release has several.
  const left = artifacts.find(({ service, variant }) => variant !== undefined && variables[service] === undefined);
  return left === undefined ? undefined : `${left.service} was built for each environment; it is not any more`;
}

/**
 * Of a service that is built for each environment, production gets its own build: the one that is in the release that
 * staging verified, and so was made together with what was tested. It has to be built with what the config says now;
 * with an address of yesterday it would lead people elsewhere.
 */
export const hasItsVariant = guard({
  name: 'has-its-variant',
  title: 'Built together with what was tested',
  question: 'Has each service that is built for each environment its own build in this release?',
  codes: ['release.no-variant'],
  reads: [],
  decide: ({ artifacts, environment, variables }) => {
    const problem = variantProblem(artifacts, environment, variables ?? {});
    if (problem !== undefined) return { no: 'release.no-variant', detail: problem };
    return {
      yes:
        Object.keys(variables ?? {}).length === 0
          ? 'one build serves all environments'
          : 'its builds were made and verified together',
    };
  },
});
