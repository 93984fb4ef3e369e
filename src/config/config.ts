import type { ConfigFile } from './schema.ts';

/** Looks a secret up by the name of its environment variable (or NAME_FILE), only when a role needs it. */
export interface Secrets {
  /** Throws an Error that names the variable, its _FILE twin and which place in the config wants it. */
  get(name: string, wantedBy: string): string;
  /** As get, but undefined where neither NAME nor NAME_FILE is set. */
  find(name: string): string | undefined;
  /** All values resolved so far, for the scrubber. */
  known(): readonly string[];
}

/** Where Fly answers, and its command line; the names are flyctl's own (fly.md §1.6). */
export interface FlyAddresses {
  /** Path or name of flyctl. */
  readonly flyctl: string;
  readonly apiUrl: string;
  readonly flapsUrl: string;
  readonly uiexUrl: string;
  /** Host of the registry, with a port where it has one. */
  readonly registryHost: string;
}

/** Everything that a process of Greenroom may know from outside, frozen. Made by config/load.ts alone. */
export interface Config {
  readonly file: ConfigFile;
  readonly secrets: Secrets;
  /** The config file itself, absolute. */
  readonly path: string;
  readonly dataDir: string;
  /** Absent: embedded PostgreSQL in the data folder. */
  readonly databaseUrl?: string;
  /** Absent: BullMQ runs on the ledger's PostgreSQL. */
  readonly redisUrl?: string;
  readonly host: string;
  readonly port: number;
  /** Absent: no metrics are served. Always on loopback. */
  readonly metricsPort?: number;
  readonly logLevel: string;
  readonly discordApiUrl: string;
  readonly githubApiUrl: string;
  readonly githubServerUrl: string;
  readonly fly: FlyAddresses;
}
