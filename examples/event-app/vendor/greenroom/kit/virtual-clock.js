import { text } from './lent.js';
const goodFor = 250;
export function virtualClock(database, realNow) {
    let offset = null;
    let readAt = Number.NEGATIVE_INFINITY;
    return {
        now: () => new Date(realNow() + (offset ?? 0)),
        offset: () => offset,
        refresh: async (fresh) => {
            const now = realNow();
            if (fresh === undefined && now >= readAt && now < readAt + goodFor)
                return;
            readAt = now;
            await readOffset(database.query).then((read) => (offset = read), () => undefined);
        },
    };
}
export async function readOffset(query) {
    const { rows } = await query('SELECT clock_offset::text FROM greenroom.state');
    const written = text(rows[0], 'clock_offset');
    return written === '' ? null : Number(written);
}
export async function writeOffset(query, offset) {
    await query('UPDATE greenroom.state SET clock_offset = $1', [offset]);
}
