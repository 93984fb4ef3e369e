import { type LentDatabase, type Query, text } from './lent.ts';

/** The clock that time locks read off production: kept in the database, so that all machines have the same. */
export interface VirtualClock {
  /** As last read: before this request, or at most a quarter of a second earlier. */
  readonly now: () => Date;
  /** Reads it again where it was read a while ago; `fresh` in any case. Where the database is away the last one stays. */
  readonly refresh: (fresh?: 'fresh') => Promise<void>;
  /** Milliseconds ahead of the real clock; null where it is the real one. */
  readonly offset: () => number | null;
}

const goodFor = 250;

export function virtualClock(database: LentDatabase, realNow: () => number): VirtualClock {
  let offset: number | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    now: () => new Date(realNow() + (offset ?? 0)),
    offset: () => offset,
    refresh: async (fresh) => {
      const now = realNow();
      if (fresh === undefined && now >= readAt && now < readAt + goodFor) return;
      readAt = now;
      await readOffset(database.query).then(
        (read) => (offset = read),
        () => undefined,
      );
    },
  };
}

export async function readOffset(query: Query): Promise<number | null> {
  const { rows } = await query('SELECT clock_offset::text FROM greenroom.state');
  const written = text(rows[0], 'clock_offset');
  return written === '' ? null : Number(written);
}

export async function writeOffset(query: Query, offset: number | null): Promise<void> {
  await query('UPDATE greenroom.state SET clock_offset = $1', [offset]);
}
