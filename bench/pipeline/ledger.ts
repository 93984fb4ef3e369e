/** What the ledger says that one deployment took, in milliseconds. */
export interface Recorded {
  /** Epoch milliseconds at which the suite was through and the deployment at its end. */
  readonly endedAt: number;
  /** By step. */
  readonly steps: Readonly<Record<string, number>>;
}

interface Row {
  readonly id: string;
  readonly commit: string;
  readonly deployment: string;
  readonly name: string;
  readonly started_at: number;
  readonly ended_at: number;
}

/** Reads what `greenroom ledger export` printed: an operator's own door to the ledger. */
export function recordedOf(exported: string): (commit: string) => Recorded {
  const rows = exported
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { readonly table?: string; readonly row: Row });
  const of = (table: string): Row[] => rows.filter((one) => one.table === table).map(({ row }) => row);
  const deployments = of('deployments');
  const steps = of('steps');
  return (commit) => {
    const deployment = deployments.find((one) => one.commit === commit);
    if (deployment === undefined) throw new Error(`the ledger knows no deployment of ${commit}`);
    const its = steps.filter((step) => step.deployment === deployment.id);
    return {
      endedAt: deployment.ended_at,
      steps: Object.fromEntries(its.map((step) => [step.name, step.ended_at - step.started_at])),
    };
  };
}
