import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** A process of the deployed app, as the system tells of it. */
interface AppProcess {
  readonly cwd: string;
  /** As `NAME=value`. */
  readonly variables: readonly string[];
}

/** Staging's lie in one store; production keeps copies of its own. */
const isArtifact = /^\/data\/(own\/production\/)?artifacts\//;

/** Processes of this environment that run from artifacts which the Greenroom in this folder has stored. */
export function appProcesses(folder: string, place: 'staging' | 'production'): AppProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
        const cwd = readlinkSync(`/proc/${name}/cwd`);
        const ours =
          variables.includes(`APP_ENV=${place}`) && cwd.startsWith(folder) && isArtifact.test(cwd.slice(folder.length));
        return ours ? [{ cwd, variables }] : [];
      } catch {
        return [];
      }
    });
}
