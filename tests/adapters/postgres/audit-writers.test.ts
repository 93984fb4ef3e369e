import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, test } from 'vitest';
import { verifyExport } from '../../../src/adapters/postgres/admin/verify-export.ts';
import { afterwards, ledgerHere } from './ledger-here.ts';

const program = fileURLToPath(new URL('./audit-writer.ts', import.meta.url));

/** A process of ten writers; `confirmed` are the freezes that it was told are set. */
class Writers {
  readonly confirmed: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #lines: AsyncIterator<string>;

  constructor(url: string, name: string, each: number) {
    const child = spawn(process.execPath, [program, url, name, String(each)], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#ended = once(child, 'close');
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    afterwards(async () => void child.kill('SIGKILL'));
  }

  /** Until so many were confirmed, or no more will be. */
  async until(count: number): Promise<void> {
    while (this.confirmed.length < count) {
      const { value, done } = await this.#lines.next();
      if (done === true) return;
      this.confirmed.push(value);
    }
  }

  async killed(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.end();
  }

  async end(): Promise<void> {
    await this.until(Number.POSITIVE_INFINITY);
    await this.#ended;
  }
}

test('fifty writers in five processes, two of which are killed while they write, leave one whole chain', async () => {
  const { url, admin } = await ledgerHere();
  const each = 12;
  // Two never come to their end by themselves.
  const [one, other] = [new Writers(url, 'one', 10_000), new Writers(url, 'other', 10_000)];
  const living = ['a', 'b', 'c'].map((name) => new Writers(url, name, each));
  const processes = [one, other, ...living];
  await Promise.all(processes.map((writers) => writers.until(5)));
  // All fifty are at work now.
  await Promise.all([
    one.killed(),
    other.until(30).then(() => other.killed()),
    ...living.map((writers) => writers.end()),
  ]);
  expect(living.map(({ confirmed }) => confirmed.length)).toEqual([10 * each, 10 * each, 10 * each]);

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  afterwards(() => client.end());
  const { rows: lines } = await client.query<{ seq: number; freeze: string }>(
    `SELECT seq::int, facts::json ->> 'freeze' AS freeze FROM audit WHERE kind = 'freeze.set' ORDER BY seq`,
  );
  const { rows: freezes } = await client.query<{ id: string }>('SELECT id FROM freezes');
  expect(await admin.verifyAudit()).toMatchObject({ ok: true, lines: lines.length });
  expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
  // No decision without its line, no line without its decision, and what was confirmed is there.
  expect(lines.map(({ freeze }) => freeze).toSorted()).toEqual(freezes.map(({ id }) => id).toSorted());
  const there = new Set(freezes.map(({ id }) => id));
  expect(processes.flatMap(({ confirmed }) => confirmed).filter((id) => !there.has(id))).toEqual([]);
  // And the whole of it can be verified elsewhere.
  expect(await verifyExport(admin.exportAudit())).toMatchObject({ ok: true, lines: lines.length });
});
