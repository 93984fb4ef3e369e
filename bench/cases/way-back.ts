import { Theatre } from '../../tests/world/theatre.ts';
import { until } from '../../tests/world/until.ts';
import type { Case } from '../case.ts';
import { recordedOf } from '../pipeline/ledger.ts';
import { spread } from '../statistics.ts';
import { openDatabase } from '../world/database.ts';

const rounds = 3;
const atMostMs = 60_000;
/** A commit that is nobody's: what the new version says of itself in production, and nowhere else. */
const another = 'f'.repeat(40);

/**
 * From the failed check of production, as the ledger has it, to the first answer of the version before, as a visitor sees
 * it. In between is one restart of the new version, which may be enough; here it never is.
 */
export const wayBack: Case = {
  name: 'way-back',
  async run(say) {
    const theatre = await Theatre.open({ database: await openDatabase(), rateLimits: 'discord' });
    const serves = async (commit: string): Promise<boolean> => (await theatre.version('production'))?.commit === commit;
    try {
      const good = await theatre.stages({}, 'Well');
      await theatre.promotes(good);
      const backAt: { commit: string; at: number }[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        say(`way back: ${String(round)} of ${String(rounds)}`);
        const commit = await theatre.stages({ claimsIn: { production: another } }, `Not well ${String(round)}`);
        theatre.reacts('ben', await theatre.asksForProduction(commit));
        await until('the new version is reached', () => serves(another), { everyMs: 10, deadlineMs: 20_000 });
        await until('the version before is reached again', () => serves(good), { everyMs: 10, deadlineMs: atMostMs });
        backAt.push({ commit, at: Date.now() });
        const { text } = await theatre.reads(new RegExp(`rolled back[^\\n]*${commit.slice(0, 7)}`), {
          deadlineMs: atMostMs,
        });
        const number = Number(/#(\d+)/.exec(text)?.[1]);
        await theatre.types('ben', 'clear', { version: number, reason: 'measured' });
        await theatre.hears('ben', new RegExp(`#${String(number)} \\([0-9a-f]{7}\\) may go to production again`));
      }
      const recorded = recordedOf((await theatre.runs(['ledger', 'export']).ended).output);
      const took = backAt.map(({ commit, at }) => at - (recorded(commit, 'production').over['verify'] ?? Number.NaN));
      return [
        {
          what: 'failed check → the version before is served again',
          value: spread(took),
          bar: { wanted: 'within 60 s', met: took.every((one) => one <= atMostMs) },
        },
      ];
    } finally {
      await theatre.close();
    }
  },
};
