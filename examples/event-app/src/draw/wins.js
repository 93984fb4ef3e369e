import { Refusal } from '../refusal.js';

/**
 * What people have won.
 *
 * @param {{ database: import('../database.js').Database, now: () => Date }} given
 */
export function createWins({ database, now }) {
  return {
    /** @param {number} user */
    async of(user) {
      return await database
        .selectFrom('wins')
        .innerJoin('prizes', 'prizes.id', 'wins.prize_id')
        .innerJoin('draws', 'draws.id', 'wins.draw_id')
        .select([
          'wins.id',
          'draws.title as draw',
          'prizes.title as prize',
          'wins.rehearsal',
          'wins.claimed_at as claimedAt',
        ])
        .where('user_id', '=', user)
        .orderBy('wins.id')
        .execute();
    },

    /**
     * The winner takes the prize. @param {number} win @param {number} user
     */
    async claim(win, user) {
      const found = await database
        .selectFrom('wins')
        .selectAll()
        .where('id', '=', win)
        .where('user_id', '=', user)
        .executeTakeFirst();
      if (found === undefined) throw new Refusal(404, 'unknown-win', 'You have no such win.');
      if (found.rehearsal) throw new Refusal(403, 'rehearsal', 'This was a rehearsal. Nothing is given away.');
      const { numUpdatedRows } = await database
        .updateTable('wins')
        .set({ claimed_at: now() })
        .where('id', '=', win)
        .where('claimed_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new Refusal(409, 'claimed-already', 'You have claimed this one already.');
    },
  };
}
