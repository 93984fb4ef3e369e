import { addressesOf } from '../core/addresses.ts';
import type { ProjectConfig } from '../ports/project.ts';

/** Service → public address, without a trailing slash. */
export function urlsOf(project: ProjectConfig, environment: string): Readonly<Record<string, string>> {
  return addressesOf(project.environments[environment]);
}
