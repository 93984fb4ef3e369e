import type { DeploymentView } from '../ports/views.ts';
import { readMigrations } from '../guards/read-migrations.ts';
import type { Use } from './use.ts';

/**
 * What the gate will want to know of a commit and git can never answer otherwise, asked while the build runs, since the
 * source remembers it. Never rejects: what cannot be read now is read when it is needed, and told then.
 */
export async function askAhead(
  use: Use,
  { project, environment, commit: { commit } }: Pick<DeploymentView, 'project' | 'environment' | 'commit'>,
): Promise<void> {
  const ancestry = async (): Promise<void> => {
    const live = (await use.ledger.live(project, environment))?.release.commit;
    if (live !== undefined) await use.source.contains(project, commit, live);
  };
  await Promise.allSettled([ancestry(), readMigrations(use, project, commit)]);
}
