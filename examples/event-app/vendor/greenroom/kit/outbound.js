import { text } from './lent.js';
/** Production sends; that is what it is for. */
export const productionOutbound = { allow: () => Promise.resolve({ send: true }) };
/** Off production: into the test server, nothing else. The rest is recorded and not done. */
export function stageOutbound(database, testServer) {
    return {
        allow: async (leaving) => {
            const because = await heldBack(leaving, testServer);
            if (because === undefined)
                return { send: true };
            const { rows } = await database.query('INSERT INTO greenroom.outbox (kind, leaving, because) VALUES ($1, $2, $3) RETURNING id::text', [leaving.kind, JSON.stringify(leaving), because]);
            return { send: false, recorded: text(rows[0], 'id') };
        },
    };
}
async function heldBack({ kind, guild, channel }, testServer) {
    if (kind !== 'discord-message' && kind !== 'role')
        return `a ${kind} never leaves a stage`;
    // A setting that nobody made is no name, and equals that of a server that is not named either.
    if (!testServer?.guild)
        return 'no test server is named';
    if (guild !== testServer.guild)
        return 'it is not for the test server';
    if (kind === 'role' || testServer.guildOf === undefined)
        return undefined;
    if (channel === undefined)
        return 'it names no channel';
    const whose = await testServer.guildOf(channel).catch(() => undefined);
    return whose === testServer.guild ? undefined : 'Discord does not say that the channel is in the test server';
}
/** What was held back, newest first: the app's outbox page. */
export async function outbox(database, most) {
    const { rows } = await database.query(`SELECT id::text, kind, leaving, because, (extract(epoch FROM at) * 1000)::bigint::text AS at
     FROM greenroom.outbox ORDER BY id DESC LIMIT $1`, [most]);
    return rows.map((row) => {
        const leaving = JSON.parse(text(row, 'leaving'));
        const at = new Date(Number(text(row, 'at'))).toISOString();
        return { id: text(row, 'id'), kind: text(row, 'kind'), leaving, because: text(row, 'because'), at };
    });
}
