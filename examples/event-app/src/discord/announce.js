/**
 * Says something in the event's channel. Whether it may leave is not decided here: the kit's outbound guard is asked,
 * and what it keeps is in its outbox. What made-up people cause never leaves, whatever the guard says.
 *
 * @param {{ database: import('../database.js').Database, outbound: { allow: (wish: object) => Promise<{ send: boolean }> },
 *   apiUrl: string, bot: { token: string, guild: string, channel: string } | undefined, production: boolean,
 *   log: { warn: (error: unknown, message: string) => void } }} given
 */
export function createAnnouncer({ database, outbound, apiUrl, bot, production, log }) {
  async function carryOut(words, synthetic) {
    if (bot === undefined) return ['off', 'no bot is configured'];
    if (synthetic) return ['recorded', 'made-up people caused it'];
    const verdict = await outbound.allow({
      kind: 'discord-message',
      guild: bot.guild,
      channel: bot.channel,
      what: words,
    });
    // Anything but a plain yes is a no.
    if (verdict.send !== true) return ['recorded', 'the outbound guard kept it'];
    const answer = await fetch(`${apiUrl}/v10/channels/${bot.channel}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${bot.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ content: words.slice(0, 2000), allowed_mentions: { parse: [] } }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) return ['failed', `Discord answered ${answer.status}`];
    return ['sent', `to channel ${bot.channel}`];
  }

  return {
    /** Never ends what it reports on: a draw stays drawn when Discord is away. @param {string} text @param {boolean} synthetic */
    async say(text, synthetic) {
      const words = production ? text : `[rehearsal] ${text}`;
      let [outcome, detail] = ['failed', 'Discord could not be reached'];
      try {
        [outcome, detail] = await carryOut(words, synthetic);
      } catch (error) {
        log.warn(error, 'an announcement did not get through');
      }
      await database.insertInto('announcements').values({ words, outcome, detail, synthetic }).execute();
      return outcome;
    },

    /** Newest first. */
    list: () =>
      database
        .selectFrom('announcements')
        .select(['words', 'outcome', 'detail', 'made_at as at'])
        .orderBy('id', 'desc')
        .limit(100)
        .execute(),
  };
}
