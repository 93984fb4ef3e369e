import { createHash } from 'node:crypto';
import type { MigrationFacts } from '../core/migration.ts';
import { type CommitFacts, type PromotionPlan, cardSubject } from '../core/promotion.ts';
import type { Release } from '../core/release.ts';
import type { GateUse } from './gate-use.ts';

const mostCommits = 100;

/** Hex SHA-256 of what a card's approval covers. */
export function cardHash(plan: PromotionPlan): string {
  return createHash('sha256').update(cardSubject(plan)).digest('hex');
}

async function changedMigrations(
  use: GateUse,
  project: string,
  from: string | undefined,
  to: string,
): Promise<MigrationFacts[]> {
  const changed: string[] = [];
  for (const service of Object.values(use.projects[project]?.services ?? {})) {
    if (service.migrations === undefined) continue;
    const there = from === undefined ? [] : await use.source.files(project, from, service.migrations.folder);
    const seen = new Set(there);
    changed.push(...(await use.source.files(project, to, service.migrations.folder)).filter((path) => !seen.has(path)));
  }
  return [...new Set(changed)].sort().map((path) => ({ path, class: 'unknown' }));
}

/** Names whose value differs from production's last deployment, comes new, or goes. Empty where nothing ran before. */
function changedKeys(
  before: Readonly<Record<string, string>> | undefined,
  now: Readonly<Record<string, string>>,
): string[] {
  if (before === undefined) return [];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).sort();
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
  return {
    commit: release.commit,
    release: release.id,
    artifacts: release.artifacts,
    ...(live === undefined
      ? {}
      : { current: { commit: live.release.commit, release: live.release.id, artifacts: live.release.artifacts } }),
    commits,
    more,
    migrations: await changedMigrations(use, project, live?.release.commit, release.commit),
    configKeys: changedKeys(await use.ledger.configPrint(project, environment), use.configPrint(project, environment)),
    approvals: {
      needed: config.promote.approvals,
      role: config.promote.role,
      fourEyes: config.promote.fourEyes,
      ...(config.promote.mustInclude === undefined ? {} : { mustInclude: config.promote.mustInclude }),
      ...(config.promote.barAuthors ? { barAuthors: true } : {}),
    },
    ...(evidenceAt === undefined ? {} : { evidenceAt }),
  };
}
