import type { Clock } from '../../ports/clock.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { StageLedger } from '../../ports/stage-ledger.ts';
import type { Views } from '../../ports/views.ts';
import { connect } from './connect.ts';
import { createStage } from './stage.ts';
import { deploymentIn, deploymentsOf } from './views/deployments.ts';

/** As much of the ledger as says what the apps are connected to, and when that was last changed. */
export interface ReadIdentities {
  readonly running: Ledger['running'];
  readonly views: Pick<Views, 'history'>;
  readonly stage: Pick<StageLedger, 'identity'>;
  close(): Promise<void>;
}

/** For a look: nothing is brought up to date and nothing is written. A ledger of another version throws when it is read. */
export function openForReading(url: string, clock: Clock, log: Log): ReadIdentities {
  const { db } = connect(url, 'doctor', log);
  return {
    running: (project, environment) => deploymentIn(db, project, environment, 'running'),
    views: { history: (project, environment, limit) => deploymentsOf(db, project, environment, limit) },
    stage: createStage({ db, clock }),
    close: () => db.destroy(),
  };
}
