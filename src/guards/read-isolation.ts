import { type IsolationVerdict, type SeenIdentity, judgeIsolation, mostIdentityAgeMs } from '../core/isolation.ts';
import type { GateUse } from './gate-use.ts';

/** What comparing needs: no app is asked by it, and it serves wherever the ledger and the config are at hand. */
export type ComparingUse = Pick<GateUse, 'projects' | 'clock' | 'testServer'> & {
  readonly ledger: {
    readonly running: GateUse['ledger']['running'];
    readonly views: Pick<GateUse['ledger']['views'], 'history'>;
    readonly stage: Pick<GateUse['ledger']['stage'], 'identity'>;
  };
};

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
 * Staging as it was just seen, with what production said of itself as the ledger has it, since no worker can ask both.
 * What was seen of production before it was last changed there counts for nothing.
 */
export async function compareIsolation(
  use: ComparingUse,
  project: string,
  environment: string,
  seen: SeenIdentity,
): Promise<IsolationVerdict> {
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
  const testServer = use.testServer(project, environment);
  return judgeIsolation({ staging: { environment, seen }, productions, testServer, now: use.clock.now() });
}

/** Before a stage tool: staging's app is asked now. */
export async function readIsolation(
  use: ComparingUse & Pick<GateUse, 'identify'>,
  project: string,
  environment: string,
  signal: AbortSignal,
): Promise<IsolationVerdict> {
  return compareIsolation(use, project, environment, await seeIdentity(use, project, environment, signal));
}

/** For a look from outside the workers (`doctor`): both as they were last written down, and nobody is asked. */
export async function storedIsolation(
  use: ComparingUse,
  project: string,
  environment: string,
): Promise<IsolationVerdict> {
  const seen = await use.ledger.stage.identity(project, environment);
  if (seen === undefined)
    return { no: 'isolation.staging-unknown', detail: `${environment}’s worker has not asked its app yet` };
  if (use.clock.now() - seen.at > mostIdentityAgeMs)
    return { no: 'isolation.staging-unknown', detail: `${environment}’s app was last asked too long ago` };
  return compareIsolation(use, project, environment, seen);
}

/** When something last began to run there: as long as that is under way, nobody knows what runs. */
async function lastChange(use: ComparingUse, project: string, environment: string): Promise<number | undefined> {
  const running = await use.ledger.running(project, environment);
  if (running !== undefined) return Number.POSITIVE_INFINITY;
  const [newest] = (await use.ledger.views.history(project, environment, 20)).filter(
    ({ startedAt }) => startedAt !== undefined,
  );
  return newest?.endedAt;
}
