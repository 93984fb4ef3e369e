import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { asQuery } from '../database.js';
import { Refusal } from '../refusal.js';
import { whyNot } from './eligibility.js';
import { factsOfAll } from './facts.js';
import { entrantsHash, inOrder, pickWinners, sha256 } from './pick-winners.js';

/** A draw in production waits so long after its seed was committed: time in which the hash can be noted by anyone. */
export const commitmentMs = 10 * 60_000;

const published = [
  'id',
  'title',
  'mode',
  'days_needed as daysNeeded',
  'feedback_needed as feedbackNeeded',
  'seed_hash as seedHash',
  'rehearsal',
  'committed_at as committedAt',
  'drawn_at as drawnAt',
];

/**
 * @param {{ database: import('../database.js').Database, production: boolean, now: () => Date }} given
 */
export function createDraws({ database, production, now }) {
  /** @param {number} id */
  async function prizesOf(id, from = database) {
    return await from
      .selectFrom('draw_prizes')
      .innerJoin('prizes', 'prizes.id', 'draw_prizes.prize_id')
      .select(['prizes.id as prize', 'prizes.title', 'draw_prizes.amount', 'prizes.stock'])
      .where('draw_id', '=', id)
      .orderBy('position')
      .execute();
  }

  /** @param {number} id */
  async function find(id) {
    const draw = await database.selectFrom('draws').select(published).where('id', '=', id).executeTakeFirst();
    if (draw === undefined) throw new Refusal(404, 'unknown-draw', 'There is no such draw.');
    return draw;
  }

  /** Production draws for real, once and for all: what would be a harmless mistake on staging is refused there. */
  function checkForProduction(draw, groups) {
    if (!production) return;
    if (now().getTime() - draw.committed_at.getTime() < commitmentMs) {
      throw new Refusal(
        409,
        'committed-just-now',
        'The seed was committed less than ten minutes ago. Wait, so that its hash can be noted.',
      );
    }
    if (groups.some((one) => one.synthetic)) {
      throw new Refusal(
        409,
        'synthetic-entrants',
        'There are made-up people among the entrants. Find out how they came here.',
      );
    }
  }

  return {
    prizesOf,
    find,

    /** Newest first; the seed of none. */
    async list() {
      return await database.selectFrom('draws').select(published).orderBy('id', 'desc').limit(100).execute();
    },

    /**
     * Announces a draw: its rules and the hash of its seed become public, the seed stays here until it is drawn.
     *
     * @param {{ title: string, mode: string, daysNeeded: number, feedbackNeeded: boolean,
     *   prizes: { prize: number, amount: number }[] }} wanted
     * @param {{ id: number, synthetic: boolean }} by
     */
    async commit(wanted, by) {
      const seed = randomBytes(32).toString('hex');
      return await database.transaction().execute(async (within) => {
        const known = await within
          .selectFrom('prizes')
          .select('id')
          .where(
            'id',
            'in',
            wanted.prizes.map((one) => one.prize),
          )
          .execute();
        if (
          known.length !== new Set(wanted.prizes.map((one) => one.prize)).size ||
          known.length !== wanted.prizes.length
        ) {
          throw new Refusal(404, 'unknown-prize', 'Name prizes that there are, each once.');
        }
        const { id } = await within
          .insertInto('draws')
          .values({
            title: wanted.title,
            mode: wanted.mode,
            days_needed: wanted.daysNeeded,
            feedback_needed: wanted.feedbackNeeded,
            seed,
            seed_hash: sha256(seed),
            rehearsal: !production,
            synthetic: by.synthetic,
            committed_at: now(),
            committed_by: by.id,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        await within
          .insertInto('draw_prizes')
          .values(
            wanted.prizes.map(({ prize, amount }, position) => ({ draw_id: id, prize_id: prize, amount, position })),
          )
          .execute();
        return id;
      });
    },

    /**
     * Draws, once. One draw at a time has the drum (advisory lock), so that two cannot give one person a prize each;
     * stock is held while it is counted. Constraints in the database would end it if this were wrong.
     *
     * @param {number} id
     * @returns {Promise<import('./proof.js').Proof>}
     */
    async run(id) {
      await find(id);
      return await database.transaction().execute(async (within) => {
        await sql`select pg_advisory_xact_lock(hashtext('event-app draw ' || current_schema()))`.execute(within);
        // Counting a hundred thousand people fits into memory then.
        await sql`set local work_mem = '64MB'`.execute(within);
        const draw = await within
          .selectFrom('draws')
          .selectAll()
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirstOrThrow();
        if (draw.drawn_at !== null) throw new Refusal(409, 'drawn-already', 'This draw is over. Its winners stay.');
        const offered = await prizesOf(id, within);
        await within
          .selectFrom('prizes')
          .select('id')
          .where(
            'id',
            'in',
            offered.map((one) => one.prize),
          )
          .orderBy('id')
          .forUpdate()
          .execute();
        const rules = { mode: draw.mode, daysNeeded: draw.days_needed, feedbackNeeded: draw.feedback_needed };
        const groups = (await factsOfAll(asQuery(within))).filter((one) => whyNot(one.facts, rules).length === 0);
        checkForProduction(draw, groups);
        const tickets = groups.flatMap((one) => one.tickets);
        const users = groups.flatMap((one) => one.users);
        // Read again, since somebody may have taken from them while we waited.
        const prizes = (await prizesOf(id, within)).map(({ prize, title, amount, stock }) => ({
          prize,
          title,
          amount: Math.min(amount, stock),
        }));
        const entrants = inOrder(tickets);
        const winners = pickWinners({ seed: draw.seed, entrants, prizes });
        await giveAway(within, draw, winners, new Map(tickets.map((ticket, index) => [ticket, users[index]])));
        const drawnAt = now();
        const proof = {
          version: 1,
          draw: id,
          title: draw.title,
          rehearsal: draw.rehearsal,
          committedAt: draw.committed_at.toISOString(),
          drawnAt: drawnAt.toISOString(),
          seedHash: draw.seed_hash,
          seed: draw.seed,
          prizes,
          entrantsHash: entrantsHash(entrants),
          entrants,
          winners,
        };
        await within
          .updateTable('draws')
          .set({ drawn_at: drawnAt, proof: JSON.stringify(proof) })
          .where('id', '=', id)
          .execute();
        return proof;
      });
    },

    /** The proof as it was written down. @param {number} id @returns {Promise<string>} JSON */
    async proof(id) {
      await find(id);
      const { proof } = await database
        .selectFrom('draws')
        .select('proof')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      if (proof === null) throw new Refusal(409, 'not-drawn', 'This draw has not taken place yet.');
      return proof;
    },

    /** @param {number} id @returns {Promise<{ name: string, ticket: string, prize: string, claimed: boolean }[]>} */
    async winners(id, limit = 100) {
      return await database
        .selectFrom('wins')
        .innerJoin('users', 'users.id', 'wins.user_id')
        .innerJoin('prizes', 'prizes.id', 'wins.prize_id')
        .select([
          'users.name',
          'users.public_id as ticket',
          'prizes.title as prize',
          sql`wins.claimed_at is not null`.as('claimed'),
        ])
        .where('draw_id', '=', id)
        .orderBy('position')
        .limit(limit)
        .execute();
    },

    /** Forgets a rehearsal and gives its prizes back. What counted can't be undone. @param {number} id */
    async forget(id) {
      await database.transaction().execute(async (within) => {
        const draw = await within
          .selectFrom('draws')
          .select('rehearsal')
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst();
        if (draw === undefined) throw new Refusal(404, 'unknown-draw', 'There is no such draw.');
        if (!draw.rehearsal) throw new Refusal(403, 'no-rehearsal', 'Only a rehearsal can be forgotten.');
        await sql`
          update prizes set stock = stock + given.amount
          from (select prize_id, count(*) as amount from wins where draw_id = ${id} group by prize_id) given
          where given.prize_id = prizes.id`.execute(within);
        await within.deleteFrom('draws').where('id', '=', id).execute();
      });
    },
  };
}

/**
 * @param {import('../database.js').Database} within
 * @param {{ id: number, rehearsal: boolean }} draw
 * @param {readonly import('./pick-winners.js').Winner[]} winners
 * @param {ReadonlyMap<string, number>} users by ticket
 */
async function giveAway(within, draw, winners, users) {
  if (winners.length === 0) return;
  await sql`
    insert into wins (draw_id, prize_id, user_id, position, rehearsal)
    select ${draw.id}, prize, winner, position - 1, ${draw.rehearsal}
    from unnest(${winners.map((one) => one.prize)}::integer[], ${winners.map((one) => users.get(one.ticket))}::integer[])
      with ordinality as won (prize, winner, position)`.execute(within);
  await sql`
    update prizes set stock = stock - given.amount
    from (select prize_id, count(*) as amount from wins where draw_id = ${draw.id} group by prize_id) given
    where given.prize_id = prizes.id`.execute(within);
}
