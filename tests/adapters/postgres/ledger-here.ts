import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { type OpenLedger, openLedger } from '../../../src/adapters/postgres/open-ledger.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { NewDeployment } from '../../../src/ports/ledger.ts';
import { type TestDatabase, freshDatabase } from '../../world/database.ts';
import { silentLog } from '../../world/silent-log.ts';

/** Runs when the test is over, the last one first. An afterEach here would be the first file's alone: they share it. */
export function afterwards(clean: () => Promise<void>): void {
  onTestFinished(clean);
}

export interface LedgerHere extends OpenLedger {
  readonly url: string;
  /** Another process on the same ledger, as far as the database can tell. */
  readonly another: (instance?: string) => Promise<OpenLedger>;
}

export async function ledgerHere(clock: Clock = systemClock): Promise<LedgerHere> {
  const database: TestDatabase = await freshDatabase();
  afterwards(() => database.drop());
  const another = async (instance = 'another'): Promise<OpenLedger> => {
    const opened = await openLedger({ url: database.url, instance, clock, log: silentLog, patienceMs: 10_000 });
    afterwards(() => opened.close());
    return opened;
  };
  return { ...(await another('first')), url: database.url, another };
}

/** Time that stands still until it is moved. */
export class HeldClock implements Clock {
  #now = Date.UTC(2030, 0, 1);
  now(): number {
    return this.#now;
  }
  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.wait(milliseconds, signal);
  }
  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export function newCommit(): string {
  return randomBytes(20).toString('hex');
}

export function deployment(fields: Partial<NewDeployment> & { readonly sha?: string } = {}): NewDeployment {
  const { sha, ...rest } = fields;
  return {
    project: 'advent',
    environment: 'staging',
    tier: 'staging',
    kind: 'deployment',
    commit: { commit: sha ?? newCommit(), subject: 'Open day 3', author: 'Ana', login: 'ana', at: 1 },
    urls: { api: 'http://127.0.0.1:1' },
    steps: ['fetch', 'build', 'switch', 'verify'],
    ...rest,
  };
}

/** A promotion whose card has this hash. */
export function promotion(hash: string, sha?: string): NewDeployment {
  const commit = sha ?? newCommit();
  return deployment({
    sha: commit,
    environment: 'production',
    tier: 'production',
    kind: 'promotion',
    promotion: {
      hash,
      expiresAt: 2,
      plan: {
        commit,
        release: 'r',
        artifacts: [],
        commits: [],
        more: 0,
        migrations: [],
        configKeys: [],
        approvals: { needed: 1, role: 'releaseManager', fourEyes: true },
      },
    },
  });
}
