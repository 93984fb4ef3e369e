import type { Commit } from '../../../core/release.ts';
import { newId } from '../../../platform/ids.ts';
import type { ProjectionKind, Surface } from '../../../ports/projections.ts';
import { type Store, type Trx, notification } from '../database.ts';

interface Shown {
  readonly id: string;
  readonly project: string;
  readonly environment: string;
  readonly version: number;
}

/** Card, GitHub deployment and the commit's status. What is there already only learns the new version. */
export async function showDeployment(trx: Trx, clock: Store['clock'], shown: Shown, commit: Commit): Promise<void> {
  await forgetOlderStatus(trx, shown, commit);
  await add(trx, clock, shown, [
    { surface: 'discord', kind: 'card', commit: '' },
    { surface: 'github', kind: 'forge-deployment', commit: '' },
    { surface: 'github', kind: 'status', commit },
  ]);
}

/**
 * In Discord alone: GitHub's deployment and status go on saying how the commit was deployed. A verification that was
 * cancelled must not turn a good commit's status red.
 */
export async function showCard(trx: Trx, clock: Store['clock'], shown: Shown): Promise<void> {
  await add(trx, clock, shown, [{ surface: 'discord', kind: 'card', commit: '' }]);
}

/** A message of its own, since an edit of the card notifies nobody. */
export async function showAlert(trx: Trx, clock: Store['clock'], shown: Shown): Promise<void> {
  await add(trx, clock, shown, [{ surface: 'discord', kind: 'alert', commit: '' }]);
}

/** In Discord: there is no card where a push was not even seen. */
export async function showOutage(trx: Trx, clock: Store['clock'], shown: Shown): Promise<void> {
  await add(trx, clock, shown, [{ surface: 'discord', kind: 'outage', commit: '' }]);
}

interface Where {
  readonly surface: Surface;
  readonly kind: ProjectionKind;
  readonly commit: string;
}

/** Tells listeners along with it. */
async function add(
  trx: Trx,
  clock: Store['clock'],
  { id, project, environment, version }: Shown,
  places: readonly [Where, ...Where[]],
): Promise<void> {
  await trx
    .insertInto('projections')
    .values(
      places.map((place) => ({
        ...place,
        id: newId(clock.now()),
        subject: id,
        project,
        environment,
        wanted: version,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['surface', 'kind', 'subject', 'commit']).doUpdateSet({ wanted: version }),
    )
    .returning(notification.as('told'))
    .execute();
}

/**
 * A commit has one status per environment on GitHub. Where it is deployed again, an older deployment that has not been
 * shown yet must not write over the newer one's.
 */
async function forgetOlderStatus(
  trx: Trx,
  { id, project, environment }: Pick<Shown, 'id' | 'project' | 'environment'>,
  commit: Commit,
): Promise<void> {
  await trx
    .deleteFrom('projections')
    .where('kind', '=', 'status')
    .where('project', '=', project)
    .where('environment', '=', environment)
    .where('commit', '=', commit)
    .where('subject', '!=', id)
    .execute();
}
