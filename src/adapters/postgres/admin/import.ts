import { sql } from 'kysely';
import type { LedgerAdmin } from '../../../ports/ledger-admin.ts';
import { parseJson } from '../../../trust.ts';
import { type Store, type Trx, inTransaction, notify } from '../database.ts';
import { schemaVersion } from '../migrations/index.ts';
import { type TableName, tables } from './export.ts';
import { verifyAudit } from './verify-audit.ts';

const page = 500;

/** All or nothing: one transaction, into empty tables that nobody else can write to, kept only if the chain is whole. */
export async function importLedger({ db }: Store, lines: AsyncIterable<string>): ReturnType<LedgerAdmin['import']> {
  return inTransaction(db, async (trx) => {
    await sql`LOCK TABLE ${sql.join(tables.map((table) => sql.table(table)))} IN EXCLUSIVE MODE`.execute(trx);
    await refuseUnlessEmpty(trx);
    let rows = 0;
    let header = false;
    let batch: object[] = [];
    let open: TableName = tables[0];
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await insert(trx, open, batch);
      rows += batch.length;
      batch = [];
    };
    for await (const line of lines) {
      if (line.trim() === '') continue;
      if (!header) {
        refuseUnlessReadable(line);
        header = true;
        continue;
      }
      const { table, row } = readLine(line, rows + batch.length + 2);
      if (table !== open || batch.length === page) await flush();
      open = table;
      batch.push(row);
    }
    if (!header) throw new Error('The file is empty; wanted an export of a ledger.');
    await flush();
    const verdict = await verifyAudit(trx);
    if (!verdict.ok) {
      throw new Error(
        `The audit chain in the file is broken at line ${verdict.seq}: found ${verdict.found}, wanted ${verdict.wanted}. ` +
          'Nothing was imported.',
      );
    }
    await notify(trx);
    return { rows };
  });
}

async function refuseUnlessEmpty(trx: Trx): Promise<void> {
  for (const table of tables) {
    const found = await trx
      .selectFrom(table)
      .select(sql<number>`1`.as('one'))
      .limit(1)
      .executeTakeFirst();
    if (found !== undefined) {
      throw new Error(
        `The ledger is not empty (${table} has rows). Import into a new database: set DATABASE_URL or GREENROOM_DATA_DIR.`,
      );
    }
  }
}

function refuseUnlessReadable(line: string): void {
  const header = field(parseLine(line, 1), 'schema');
  if (header !== schemaVersion) {
    throw new Error(
      `The file has ledger version ${typeof header === 'string' ? header : 'unknown'}; this Greenroom reads ${schemaVersion}. ` +
        'Import it with the version that wrote it, then let the newer one bring it up to date.',
    );
  }
}

function readLine(line: string, number: number): { table: TableName; row: object } {
  const parsed = parseLine(line, number);
  const name = field(parsed, 'table');
  const row = field(parsed, 'row');
  const table = tables.find((known) => known === name);
  if (table === undefined || typeof row !== 'object' || row === null) {
    throw new Error(`Line ${number} is not a row of a ledger: wanted {"table":…,"row":{…}}.`);
  }
  return { table, row };
}

function parseLine(line: string, number: number): unknown {
  try {
    return parseJson(line);
  } catch (error) {
    throw new Error(`Line ${number} is not JSON; wanted JSON lines as “ledger export” writes them.`, { cause: error });
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

async function insert(trx: Trx, table: TableName, rows: readonly object[]): Promise<void> {
  await sql`
    INSERT INTO ${sql.table(table)} SELECT * FROM json_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)}::json)
  `.execute(trx);
}
