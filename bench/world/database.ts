import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '../../src/adapters/postgres/embedded/start-embedded.ts';
import { createLog } from '../../src/platform/log.ts';

export interface BenchDatabase {
  readonly url: string;
  readonly folder: string;
  readonly drop: () => Promise<void>;
}

/** A PostgreSQL of its own as Greenroom brings it along, with everything that makes it durable left on. */
export async function openDatabase(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-bench-'));
  const log = createLog({ level: 'error', role: 'bench', secrets: () => [] });
  const server = await startEmbedded({ dataDir: folder, log });
  return {
    url: server.url,
    folder,
    drop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
