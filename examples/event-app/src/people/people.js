/**
 * @typedef {object} Person
 * @property {number} id
 * @property {string} ticket
 * @property {string} name
 * @property {boolean} synthetic
 * @property {string | null} discordId
 * @property {boolean} admin
 */

/**
 * @param {import('../database.js').Database} database
 * @param {readonly string[]} admins Discord ids of those who run the event
 */
export function createPeople(database, admins) {
  return {
    /** @param {number} id @returns {Promise<Person | undefined>} */
    async find(id) {
      const [row, roles] = await Promise.all([
        database
          .selectFrom('users')
          .leftJoin('discord_accounts', 'discord_accounts.user_id', 'users.id')
          .select([
            'users.id',
            'users.public_id as ticket',
            'users.name',
            'users.synthetic',
            'discord_accounts.discord_id as discordId',
          ])
          .where('users.id', '=', id)
          .executeTakeFirst(),
        database.selectFrom('user_roles').select('role').where('user_id', '=', id).execute(),
      ]);
      return row === undefined ? undefined : { ...row, admin: roles.some((one) => one.role === 'admin') };
    },

    /**
     * Whoever Discord says has come: the same person each time, even when two browsers log in at once.
     *
     * @param {{ id: string, username: string, name: string }} account
     * @returns {Promise<number>} the user
     */
    async fromDiscord({ id, username, name }) {
      return await database.transaction().execute(async (within) => {
        const link = await within
          .selectFrom('discord_accounts')
          .select('user_id')
          .where('discord_id', '=', id)
          .executeTakeFirst();
        let user = link?.user_id;
        if (user === undefined) {
          const made = await within.insertInto('users').values({ name }).returning('id').executeTakeFirstOrThrow();
          const linked = await within
            .insertInto('discord_accounts')
            .values({ discord_id: id, user_id: made.id, username })
            .onConflict((conflict) => conflict.column('discord_id').doUpdateSet({ username }))
            .returning('user_id')
            .executeTakeFirstOrThrow();
          user = linked.user_id;
          if (user !== made.id) await within.deleteFrom('users').where('id', '=', made.id).execute();
        } else {
          await within.updateTable('users').set({ name }).where('id', '=', user).execute();
          await within.updateTable('discord_accounts').set({ username }).where('discord_id', '=', id).execute();
        }
        // The list in the environment is the truth: who left it is no admin at the next login.
        const roles = within.deleteFrom('user_roles').where('user_id', '=', user).where('role', '=', 'admin');
        if (admins.includes(id)) {
          await within
            .insertInto('user_roles')
            .values({ user_id: user, role: 'admin' })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        } else await roles.execute();
        return user;
      });
    },

    /**
     * Somebody made up, for a tester or a suite; off production only.
     *
     * @param {{ name: string, admin: boolean, linked: boolean }} wanted
     * @returns {Promise<number>} the user
     */
    async makeUp({ name, admin, linked }) {
      return await database.transaction().execute(async (within) => {
        const { id } = await within
          .insertInto('users')
          .values({ name, synthetic: true })
          .returning('id')
          .executeTakeFirstOrThrow();
        if (linked) {
          await within
            .insertInto('discord_accounts')
            .values({ discord_id: syntheticDiscordId(500_000_000 + id), user_id: id, username: name })
            .execute();
        }
        if (admin) await within.insertInto('user_roles').values({ user_id: id, role: 'admin' }).execute();
        return id;
      });
    },
  };
}

/** A Discord id that nobody can have: Discord would give it out in the year 2083. @param {number} n */
export const syntheticDiscordId = (n) => `9${String(n).padStart(18, '0')}`;
