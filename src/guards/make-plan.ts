import { createHash } from 'node:crypto';
import { changedKeys, changedText } from '../core/config-difference.ts';
import { weighsAsDestructive } from '../core/migration.ts';
import { type CommitFacts, type PromotionPlan, cardSubject } from '../core/promotion.ts';
import type { Release } from '../core/release.ts';
import type { GateUse } from './gate-use.ts';
import { newMigrations } from './read-migrations.ts';
import { recipesOf } from './read-recipes.ts';

const mostCommits = 100;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Hex SHA-256 of what a card's approval covers. */
export function cardHash(plan: PromotionPlan): string {
  return sha256(cardSubject(plan));
}

/** Pull requests are there for reading; a GitHub that does not answer must not hold a promotion up. */
export async function withPulls(
  use: GateUse,
  project: string,
  commits: readonly CommitFacts[],
): Promise<CommitFacts[]> {
  return Promise.all(
    commits.map(async (commit, index) => {
      if (index >= 10) return commit;
      try {
        const pulls = await use.forge.pulls(project, commit.commit);
        return pulls.length > 0 ? { ...commit, pulls } : commit;
      } catch (error) {
        use.log.debug({ error: String(error) }, 'pull requests of a commit could not be read');
        return commit;
      }
    }),
  );
}

/** What a promotion of `release` to this environment would be, from what is so now. */
export async function makePlan(
  use: GateUse,
  project: string,
  environment: string,
  release: Release,
  evidenceAt: number | undefined,
): Promise<PromotionPlan> {
  const config = use.projects[project];
  if (config === undefined) throw new Error(`${project} is not configured`);
  const live = await use.ledger.live(project, environment);
  const { commits, more } = await use.source.between(project, live?.release.commit, release.commit, mostCommits);
  const print = use.configPrint(project, environment);
  const configKeys = changedKeys(await use.ledger.configPrint(project, environment), print);
  const migrations = await newMigrations(use, project, live?.release.commit, release.commit);
  const recipes = await recipesOf(use, project, environment, release.commit, live?.release.commit);
  return {
    commit: release.commit,
    release: release.id,
    artifacts: release.artifacts,
    ...(live === undefined
      ? {}
      : { current: { commit: live.release.commit, release: live.release.id, artifacts: live.release.artifacts } }),
    commits,
    more,
    migrations,
    ...(recipes.length === 0 ? {} : { recipes }),
    configKeys,
    // Of keyed prints, so that it says nothing about a value; without any change it is left out.
    ...(configKeys.length === 0 ? {} : { configHash: sha256(changedText(configKeys, print)) }),
    approvals: {
      // One more in all, not one for each.
      needed: config.promote.approvals + (migrations.some(weighsAsDestructive) ? 1 : 0),
      role: config.promote.role,
      fourEyes: config.promote.fourEyes,
      ...(config.promote.mustInclude === undefined ? {} : { mustInclude: config.promote.mustInclude }),
      ...(config.promote.barAuthors ? { barAuthors: true } : {}),
    },
    ...(evidenceAt === undefined ? {} : { evidenceAt }),
  };
}
