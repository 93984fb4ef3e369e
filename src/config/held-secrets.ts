import type { ConfigFile } from './schema.ts';
import type { Secrets } from './config.ts';
import { isStateful } from './stateful.ts';

/** What an environment's app is given that no other environment may have. */
export interface HeldSecret {
  readonly project: string;
  readonly environment: string;
  /** Where the config says so. */
  readonly path: string;
  readonly value: string;
}

/** What the worker of this tier hands to its apps, resolved: to be compared with the other tier's, of which it holds none. */
export function heldSecrets(file: ConfigFile, tier: 'staging' | 'production', secrets: Secrets): readonly HeldSecret[] {
  return Object.entries(file.projects).flatMap(([project, { environments }]) =>
    Object.entries(environments).flatMap(([environment, one]) => {
      if (one.tier !== tier) return [];
      return Object.entries(one.target.services).flatMap(([service, { env }]) =>
        Object.entries(env).flatMap(([variable, given]) => {
          if (!isStateful(variable)) return [];
          const path = `projects.${project}.environments.${environment}.target.services.${service}.env.${variable}`;
          const value = typeof given === 'string' ? given : secrets.get(given.secret, path);
          return [{ project, environment, path, value }];
        }),
      );
    }),
  );
}
