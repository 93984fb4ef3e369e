import type { Config } from '../../config/config.ts';
import { withoutSecrets } from '../../core/without-secrets.ts';
import { checks } from '../../doctor/index.ts';
import { examine } from '../../doctor/examine.ts';
import type { Doctor } from '../../ports/doctor.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { QueueName } from '../../ports/queue.ts';
import { gatherFacts } from './gather.ts';

/**
 * What no worker can see: it has neither the front door's secret nor the other tier's, and, where each role is a user of
 * its own, neither the users of the others nor a right to the whole data folder. These are for who stands at the
 * machine (`greenroom doctor`); what both tiers hold is compared at each start without anybody holding it.
 */
const forTheOperator: readonly string[] = ['webhook-secret', 'secrets-apart', 'roles-apart', 'data-folder'];

/** The doctor of one tier's worker. */
export function createDoctor(on: QueueName, config: Config, ledgerUrl: string, clock: Clock, log: Log): Doctor {
  const asked = checks.filter(({ id }) => !forTheOperator.includes(id));
  return {
    examine: async () => {
      const facts = await gatherFacts({ config, role: `worker-${on}`, clock, log, ledgerUrl });
      return examine(facts, asked).map((finding) => withoutSecrets(finding, config.secrets.known()));
    },
  };
}
