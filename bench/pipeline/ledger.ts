/** What the ledger says that one deployment took, in milliseconds. */
export interface Recorded {
  /** Epoch milliseconds at which it began. */
  readonly startedAt: number;
  /** Epoch milliseconds at which the suite was through and the deployment at its end. */
  readonly endedAt: number;
  /** By step. */
  readonly steps: Readonly<Record<string, number>>;
  /** When each step was over: epoch milliseconds, by step. */
  readonly over: Readonly<Record<string, number>>;
}

interface Row {
  readonly id: string;
  readonly commit: string;
  readonly environment: string;
  readonly deployment: string;
  readonly name: string;
  readonly started_at: number;
  readonly ended_at: number;
}

/** Reads what `greenroom ledger export` printed: an operator's own door to the ledger. */
export function recordedOf(exported: string): (commit: string, environment?: string) => Recorded {
  const rows = exported
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { readonly table?: string; readonly row: Row });
  const of = (table: string): Row[] => rows.filter((one) => one.table === table).map(({ row }) => row);
  const deployments = of('deployments');
  const steps = of('steps');
  return (commit, environment = 'staging') => {
    const deployment = deployments.find((one) => one.commit === commit && one.environment === environment);
    if (deployment === undefined) throw new Error(`the ledger knows no deployment of ${commit} to ${environment}`);
    const its = steps.filter((step) => step.deployment === deployment.id);
    return {
      startedAt: deployment.started_at,
      endedAt: deployment.ended_at,
      steps: Object.fromEntries(its.map((step) => [step.name, step.ended_at - step.started_at])),
      over: Object.fromEntries(its.map((step) => [step.name, step.ended_at])),
    };
  };
}
