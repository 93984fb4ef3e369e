import { mkdir } from 'node:fs/promises';
import { startEmbedded } from '../adapters/postgres/embedded/start-embedded.ts';
import { type OpenLedger, openLedger } from '../adapters/postgres/open-ledger.ts';
import type { Config } from '../config/config.ts';
import { ConfigRefused } from '../config/problem.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../ports/log.ts';
import { placesOf } from './places-of.ts';

export interface OpenedLedger extends OpenLedger {
  /** Where it is: the queue lives there too where there is no Redis. */
  readonly url: string;
}

/** Opens the ledger that the config names, bringing the embedded server up where none is named. */
export async function openLedgerOf(
  config: Config,
  instance: string,
  log: Log,
  { receives = false }: { readonly receives?: boolean } = {},
): Promise<OpenedLedger> {
  await mkdir(config.dataDir, { recursive: true }).catch((error: unknown) => {
    throw new ConfigRefused([
      {
        path: 'GREENROOM_DATA_DIR',
        found: `${config.dataDir} cannot be made (${error instanceof Error ? error.message : String(error)})`,
        remedy: 'Wanted a folder that this user may make or write to.',
      },
    ]);
  });
  const embedded = config.databaseUrl === undefined ? await startEmbedded({ dataDir: config.dataDir, log }) : undefined;
  const url = embedded?.url ?? config.databaseUrl ?? '';
  try {
    const opened = await openLedger({
      url,
      instance,
      clock: systemClock,
      log,
      receives,
      places: placesOf(config.file),
      tierOf: (project, environment) => config.file.projects[project]?.environments[environment]?.tier,
    });
    return {
      ...opened,
      url,
      close: async () => {
        await opened.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}
