import { Journey } from '../../demo/journey.ts';
import { openStage } from '../../demo/stage.ts';
import type { Case } from '../case.ts';
import { recordedOf } from '../pipeline/ledger.ts';
import { median, spread } from '../statistics.ts';

const rounds = 5;
const atMost = 0.25;

/**
 * What it costs to take to production what staging has tested, beside what staging took: nothing is built or tested a
 * second time. Both from begin to end as the ledger has them, with the event app; people's time between is nobody's.
 */
export const promotion: Case = {
  name: 'promotion',
  async run(say) {
    const stage = await openStage(say);
    try {
      const journey = new Journey(stage, () => undefined);
      const promotes = async (commit: string): Promise<void> => {
        await journey.untilReady(commit);
        await journey.approves(await journey.asksForProduction(commit));
        await journey.untilInProduction(commit);
      };
      // The first fills the cache of packages, and makes the tables.
      await promotes(await stage.repository.begin());
      const commits: string[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        say(`promotion: ${String(round)} of ${String(rounds)}`);
        const commit = await stage.repository.changesTheTitle();
        await promotes(commit);
        commits.push(commit);
      }
      const recorded = recordedOf(await stage.greenroom.run('ledger', 'export'));
      const took = (environment: string): number[] =>
        commits.map((commit) => {
          const { startedAt, endedAt } = recorded(commit, environment);
          return endedAt - startedAt;
        });
      const stepsOf = (environment: string, names: readonly string[]): string =>
        names
          .map((name) => {
            const its = commits.map((commit) => recorded(commit, environment).steps[name] ?? Number.NaN);
            return `${name} ${median(its).toFixed(0)}`;
          })
          .join(', ');
      const both = ['migrate', 'switch', 'verify', 'evidence'];
      const [staging, production] = [took('staging'), took('production')];
      const ratio = median(production) / median(staging);
      return [
        {
          what: 'staging, from begin to end',
          value: `${spread(staging)} (${stepsOf('staging', ['fetch', 'build', ...both.slice(0, 3), 'test', 'evidence'])})`,
        },
        {
          what: 'production, from begin to end',
          value: `${spread(production)} (${stepsOf('production', both)})`,
        },
        {
          what: 'ratio',
          value: ratio.toFixed(2),
          bar: { wanted: `at most ${atMost.toFixed(2)}`, met: ratio <= atMost },
        },
      ];
    } finally {
      await stage.close();
    }
  },
};
