import { readFileSync } from 'node:fs';
import type { Secrets } from './config.ts';
import { withSecretsFile } from './secrets-file.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** `NAME`, else the content of the file that `NAME_FILE` names (without the last line break). */
export function readVariable(variables: Variables, name: string): string | undefined {
  const value = variables[name];
  if (value !== undefined && value !== '') return value;
  const file = variables[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}

/** Resolved only when a role asks, so that a process never reads what it does not need. */
export function createSecrets(variables: Variables): Secrets {
  const known = new Set<string>();
  const find = (name: string): string | undefined => {
    const value = readVariable(variables, name);
    if (value !== undefined) known.add(value);
    return value;
  };
  return {
    find,
    get(name, wantedBy) {
      let value: string | undefined;
      try {
        value = find(name);
      } catch (error) {
        throw new Error(
          `${name}_FILE: could not be read (${error instanceof Error ? error.message : String(error)}). ${wantedBy} needs it.`,
          { cause: error },
        );
      }
      if (value === undefined)
        throw new Error(`${name}: not set, nor ${name}_FILE. ${wantedBy} needs it; set one of the two.`);
      return value;
    },
    known: () => [...known],
  };
}

/** The environment, and what `greenroom.env` in the working folder adds to it. */
export function variablesHere(): Variables {
  return withSecretsFile(process.env, process.cwd());
}

/** One variable of this process, for commands that need no config file (config/ is the only reader of process.env). */
export function ownVariable(name: string): string | undefined {
  return readVariable(variablesHere(), name);
}
