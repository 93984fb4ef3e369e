import type { ProjectConfig } from '../ports/project.ts';

/** An environment that follows a branch of a repository. */
interface Follower {
  readonly project: string;
  readonly environment: string;
  readonly branch: string;
}

/** What each configured repository is followed by; undefined for a repository that the config does not name. */
export type Followed = (fullName: string) => readonly Follower[] | undefined;

/** GitHub compares names without case: `Acme/Advent` in a payload is `acme/advent` in a config. */
export function followedRepositories(projects: Readonly<Record<string, ProjectConfig>>): Followed {
  const byName = new Map<string, Follower[]>();
  for (const [project, config] of Object.entries(projects)) {
    const name = config.repository.toLowerCase();
    const followers = byName.get(name) ?? [];
    byName.set(name, followers);
    for (const [environment, settings] of Object.entries(config.environments)) {
      if (settings.tier === 'staging') followers.push({ project, environment, branch: settings.branch });
    }
  }
  return (fullName) => byName.get(fullName.toLowerCase());
}
