import { once } from 'node:events';
import { Socket } from 'node:net';
import pg from 'pg';
import { NotTaken, look } from '../../platform/ask-json.ts';
import { mayBreak } from '../../platform/may-break.ts';
import { type Patience, inTime } from '../../platform/patience.ts';
import type { LedgerSeen } from '../../ports/survey.ts';

interface Survey {
  readonly url: string;
  readonly embedded: boolean;
  readonly patience: Patience;
}

const channel = 'greenroom_doctor';
const hearsWithinMs = 1_000;

/** Two sessions of its own, so that what lies between us and the database shows itself. Writes nothing. */
export async function surveyPostgres(asked: Survey): Promise<Omit<LedgerSeen, 'apart'>> {
  return inTime(asked.patience, async (over) => survey(asked, over));
}

async function survey({ url, embedded, patience }: Survey, over: AbortSignal): Promise<Omit<LedgerSeen, 'apart'>> {
  const { clock } = patience;
  const clients: pg.Client[] = [];
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'greenroom doctor',
      // Ours, since an end of pg's waits for the other side where nothing was heard from it yet.
      stream: () => {
        const socket = new Socket();
        over.addEventListener('abort', () => socket.destroy());
        return socket;
      },
      statement_timeout: patience.ms,
    });
    mayBreak(client);
    clients.push(client);
    await client.connect();
    return client;
  };
  try {
    const [hearing, speaking] = await Promise.all([connect(), connect()]);
    const notifies = await look(() => isHeard(hearing, speaking, patience), { ...patience, ms: hearsWithinMs + 500 });
    const before = clock.now();
    const { rows } = await speaking.query<{ version: string; at: string }>(
      "SELECT current_setting('server_version_num') AS version, (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS at",
    );
    // The answer was made somewhere between the two.
    const between = (before + clock.now()) / 2;
    const [row] = rows;
    if (row === undefined) throw new Error('the database said nothing about itself');
    return { embedded, version: Number(row.version), aheadMs: Math.round(Number(row.at) - between), notifies };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '28P01' || code === '28000') throw new NotTaken('the database refuses this user or password');
    throw error instanceof Error && error.message === '' ? new Error(code === '' ? 'no answer' : code) : error;
  } finally {
    // An end that hangs must not hang us: nobody waits for it.
    for (const client of clients) void client.end().catch(() => undefined);
  }
}

async function isHeard(hearing: pg.Client, speaking: pg.Client, patience: Patience): Promise<boolean> {
  await hearing.query(`LISTEN ${channel}`);
  const notice = inTime({ ...patience, ms: hearsWithinMs }, (over) => once(hearing, 'notification', { signal: over }));
  const heard = notice.then(
    () => true,
    () => false,
  );
  await speaking.query(`NOTIFY ${channel}`);
  return heard;
}
