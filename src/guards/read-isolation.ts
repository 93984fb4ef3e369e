import { type IsolationVerdict, type SeenIdentity, judgeIsolation } from '../core/isolation.ts';
import type { GateUse } from './gate-use.ts';

export type IsolationUse = Pick<GateUse, 'ledger' | 'projects' | 'clock' | 'identify' | 'testServer'>;

/** Asks an environment's own app; what it does not say is remembered as not known. */
export async function seeIdentity(
  use: Pick<GateUse, 'clock' | 'identify'>,
  project: string,
  environment: string,
  signal: AbortSignal,
): Promise<SeenIdentity> {
  const said = await use.identify(project, environment, signal);
  const at = use.clock.now();
  return said.ok ? { state: 'known', at, identity: said.value } : { state: 'unknown', at, why: said.detail };
}

/**
 * Staging is asked now; what production said is in the ledger, since no worker can ask both. What was seen of production
 * before it was last changed there counts for nothing.
 */
export async function readIsolation(
  use: IsolationUse,
  project: string,
  environment: string,
  signal: AbortSignal,
): Promise<IsolationVerdict> {
  const seen = await seeIdentity(use, project, environment, signal);
  const names = Object.entries(use.projects[project]?.environments ?? {}).flatMap(([name, { tier }]) =>
    tier === 'production' ? [name] : [],
  );
  const productions = await Promise.all(
    names.map(async (name) => {
      const changedAt = await lastChange(use, project, name);
      const theirs = await use.ledger.stage.identity(project, name);
      return { environment: name, seen: theirs, ...(changedAt === undefined ? {} : { changedAt }) };
    }),
  );
  return judgeIsolation({
    staging: { environment, seen },
    productions,
    testServer: use.testServer(project, environment),
    now: use.clock.now(),
  });
}

/** When something last began to run there: as long as that is under way, nobody knows what runs. */
async function lastChange(use: IsolationUse, project: string, environment: string): Promise<number | undefined> {
  const running = await use.ledger.running(project, environment);
  if (running !== undefined) return Number.POSITIVE_INFINITY;
  const [newest] = (await use.ledger.views.history(project, environment, 20)).filter(
    ({ startedAt }) => startedAt !== undefined,
  );
  return newest?.endedAt;
}
