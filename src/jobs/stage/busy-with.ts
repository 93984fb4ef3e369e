import type { Use } from '../use.ts';

/** What is at work there already, in words; an operation does not stand in its own way. */
export async function busyWith(
  use: Use,
  { project, environment }: { readonly project: string; readonly environment: string },
  but?: string,
): Promise<string | undefined> {
  const running = await use.ledger.running(project, environment);
  if (running !== undefined) return `Deployment #${running.number} is at work in ${environment}.`;
  const [other] = (await use.ledger.stage.open(project, environment)).filter(({ id }) => id !== but);
  return other && `/${other.tool} by ${other.actor.name} is at work in ${environment}.`;
}
