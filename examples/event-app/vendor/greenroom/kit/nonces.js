/**
 * Each nonce once: kept in the database, so that neither a second machine nor a restart forgets. Kept for a day though a
 * request is good for a minute, since a machine's clock may be wrong.
 */
export async function spendNonce(query, nonce) {
    await query(`DELETE FROM greenroom.nonces WHERE at < now() - interval '1 day'`);
    const { rows } = await query('INSERT INTO greenroom.nonces (nonce) VALUES ($1) ON CONFLICT DO NOTHING RETURNING nonce', [nonce]);
    return rows.length === 1;
}
