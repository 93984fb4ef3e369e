import { expect, test } from 'vitest';
import { cast, shaOf } from '../jobs/stage.ts';
import { Troupe, type Wakes } from './troupe.ts';

const production = { project: 'advent', environment: 'production', tier: 'production' } as const;

/**
 * A version passes staging, somebody asks for it and another one approves; production’s worker is frozen after so many
 * halves of its questions to the ledger and its effects, until another one has taken over.
 */
async function promotionFrozenAt(halfActs: number, wakes: Wakes): Promise<Troupe> {
  const troupe = await Troupe.gathers();
  const { stage } = troupe;
  await troupe.does('staging', () => stage.pushes(troupe.newCommit()));
  const actor = { discordId: cast.ana, name: 'ana' };
  await troupe.does('production', () => stage.wants({ kind: 'promote', ...production, actor }));
  troupe.willFreeze('production', halfActs, wakes);
  const card = await stage.ledger.ledger.waiting('advent', 'production');
  stage.world.reactions.set(`${String(card?.id)}✅`, [cast.ben]);
  await troupe.does('production', () => troupe.evaluates());
  troupe.oracle.settled();
  return troupe;
}

// What the histories of the model find by chance, one in some hundred thousands, tried at every place there is.
test.for(['meanwhile', 'afterwards'] as const)(
  'wherever production’s worker is frozen over a promotion, and wakes %s, production gets that version once and nothing else',
  async (wakes) => {
    let sleepers = 0;
    for (let halfActs = 1; ; halfActs += 1) {
      const { oracle, stage } = await promotionFrozenAt(halfActs, wakes);
      expect(oracle.wrongs, `frozen after ${String(halfActs)} halves`).toEqual([]);
      expect(stage.world.serving.production?.commit, `frozen after ${String(halfActs)} halves`).toBe(shaOf('change 1'));
      sleepers += oracle.sleepers;
      // It was through before it came to that.
      if (oracle.sleepers === 0) break;
    }
    expect(sleepers).toBeGreaterThan(100);
  },
);
