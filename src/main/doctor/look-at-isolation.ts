import { openForReading } from '../../adapters/postgres/open-for-reading.ts';
import type { Config } from '../../config/config.ts';
import { storedIsolation } from '../../guards/read-isolation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { AppsApartSeen } from '../../ports/survey.ts';
import { testServerOf } from '../app-places.ts';

/** What the workers have written down of the apps of each staging that has tools; no app is asked. */
export async function lookAtIsolation(
  config: Config,
  ledgerUrl: string,
  clock: Clock,
  log: Log,
): Promise<readonly AppsApartSeen[]> {
  const { projects } = config.file;
  const places = Object.entries(projects).flatMap(([project, { environments }]) =>
    Object.entries(environments).flatMap(([environment, one]) =>
      one.tier === 'staging' && one.stageTools !== undefined ? [{ project, environment }] : [],
    ),
  );
  if (places.length === 0) return [];
  const ledger = openForReading(ledgerUrl, clock, log);
  try {
    const use = { ledger, projects, clock, testServer: testServerOf(config) };
    return await Promise.all(
      places.map(async ({ project, environment }) => ({
        place: `${project}/${environment}`,
        verdict: await storedIsolation(use, project, environment),
      })),
    );
  } finally {
    await ledger.close();
  }
}
