import type { ProjectConfig } from '../ports/project.ts';

/** The environment that follows a branch of a repository: a project has one staging, and a repository one project. */
interface Follower {
  readonly project: string;
  readonly environment: string;
  readonly branch: string;
}

/** What follows a configured repository; undefined for one that the config does not name. */
export type Followed = (fullName: string) => Follower | undefined;

/** GitHub compares names without case: `Acme/Advent` in a payload is `acme/advent` in a config. */
export function followedRepositories(projects: Readonly<Record<string, ProjectConfig>>): Followed {
  const byName = new Map<string, Follower>();
  for (const [project, config] of Object.entries(projects))
    for (const [environment, settings] of Object.entries(config.environments))
      if (settings.tier === 'staging')
        byName.set(config.repository.toLowerCase(), { project, environment, branch: settings.branch });
  return (fullName) => byName.get(fullName.toLowerCase());
}
