import { buildVariablesOf } from '../core/frontend.ts';
import type { BuildVariant } from '../ports/builder.ts';
import type { ProjectConfig } from '../ports/project.ts';
import { urlsOf } from './urls.ts';

/**
 * What a commit is built into: each service once, and one that has `buildVariables` once for each environment that is
 * driven. All of them belong to the commit's release, so that what production gets was built together with what staging
 * tested, and nothing is built when people have approved (R5.1).
 */
export function buildsOf(
  project: ProjectConfig,
): readonly { readonly service: string; readonly variant?: BuildVariant }[] {
  const driven = Object.entries(project.environments).flatMap(([name, one]) => (one.tier === 'local' ? [] : [name]));
  return Object.entries(project.services).flatMap(([service, config]) => {
    const variants = driven.flatMap((environment) => {
      const given = buildVariablesOf(config, urlsOf(project, environment));
      return given === undefined
        ? []
        : [{ service, variant: { environment, variables: JSON.stringify(given), given } }];
    });
    return variants.length === 0 ? [{ service }] : variants;
  });
}
