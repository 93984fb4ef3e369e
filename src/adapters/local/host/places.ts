import { createHash } from 'node:crypto';
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
  // A dot is in no name, so that a-b of c and a of b-c do not meet in one folder.
  const folder = join(dataDir, 'hosts', `${project}.${environment}`);
  const near = join(folder, 'host.sock');
  // Not below TMPDIR: the host, which gets no environment of ours, has to find the same place.
  const short = join(
    '/tmp',
    `greenroom-${createHash('sha256').update(folder).digest('hex').slice(0, 20)}`,
    'host.sock',
  );
  return {
    folder,
    socket: Buffer.byteLength(near) <= longestSocket ? near : short,
    stateFile: join(folder, 'state.json'),
    lockFile: join(folder, 'host.pid'),
    logFile: join(folder, 'host.log'),
    appLog: (service) => join(folder, `${service}.log`),
  };
}
