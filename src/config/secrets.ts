import { readFileSync } from 'node:fs';
import type { Secrets } from './config.ts';
import { ConfigRefused } from './problem.ts';
import { whyShut, withSecretsFile } from './secrets-file.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Shells, editors and stores of secrets end a value with a line break, which is none of it and no header may hold. */
const withoutEnd = (text: string): string => text.replace(/[\r\n]+$/, '');

/** `NAME`, else the content of the file that `NAME_FILE` names; without the line breaks at its end. */
export function readVariable(variables: Variables, name: string): string | undefined {
  const value = withoutEnd(variables[name] ?? '');
  if (value !== '') return value;
  const file = variables[`${name}_FILE`];
  if (file === undefined || file === '') return undefined;
  try {
    const text = withoutEnd(readFileSync(file, 'utf8'));
    return text === '' ? undefined : text;
  } catch (error) {
    throw new ConfigRefused([
      {
        path: `${name}_FILE`,
        found: `could not be read (${error instanceof Error ? error.message : String(error)})`,
        remedy: 'Wanted the path of a file that holds the secret, and that this user may read.',
      },
    ]);
  }
}

/** Why the secrets file, which is there, tells us nothing. A role that another process started is given what it needs. */
export function whySecretsAreShut(): string | undefined {
  return process.send === undefined ? whyShut(process.cwd()) : undefined;
}

/** What was found, with why nothing could be found in the secrets file, if that is so. */
export function orShut(found: string): string {
  const shut = whySecretsAreShut();
  return shut === undefined ? found : `${found}; ${shut}`;
}

/** What was found where a secret is missing. */
export function notSet(name: string): string {
  return orShut(`not set, nor ${name}_FILE`);
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
      const value = find(name);
      if (value === undefined) throw new Error(`${name}: ${notSet(name)}. ${wantedBy} needs it; set one of the two.`);
      return value;
    },
    known: () => [...known],
  };
}

/**
 * The environment, and what `greenroom.env` in the working folder adds to it. One that is empty is not set: so they come
 * from compose files and units in which nobody has filled them in, and an empty HOST would be every address there is.
 */
export function variablesHere(): Variables {
  const all = Object.entries(withSecretsFile(process.env, process.cwd()));
  return Object.fromEntries(all.filter(([, value]) => value !== ''));
}

/** One variable of this process, for commands that need no config file (config/ is the only reader of process.env). */
export function ownVariable(name: string): string | undefined {
  return readVariable(variablesHere(), name);
}
