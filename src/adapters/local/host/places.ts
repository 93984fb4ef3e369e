import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HostPlaces {
  readonly folder: string;
  readonly socket: string;
  readonly stateFile: string;
  readonly lockFile: string;
  readonly logFile: string;
  readonly appLog: (service: string) => string;
}

/** sun_path holds 108 bytes (unix(7)); a data folder deep in a tree would not fit. */
const longestSocket = 100;

export function placesOf(dataDir: string, project: string, environment: string): HostPlaces {
  const folder = join(dataDir, 'hosts', `${project}-${environment}`);
  const near = join(folder, 'host.sock');
  const short = join(tmpdir(), `greenroom-${createHash('sha256').update(folder).digest('hex').slice(0, 20)}.sock`);
  return {
    folder,
    socket: Buffer.byteLength(near) <= longestSocket ? near : short,
    stateFile: join(folder, 'state.json'),
    lockFile: join(folder, 'host.pid'),
    logFile: join(folder, 'host.log'),
    appLog: (service) => join(folder, `${service}.log`),
  };
}
