import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigRefused } from './problem.ts';
import { withoutMark } from './read-file.ts';

export const secretsFile = 'greenroom.env';

/**
 * `greenroom.env` in the working folder, where there is one: NAME=value, a line each, which the environment overrules.
 * For its owner alone: others' reading is refused. A role that runs as another user cannot read it, and is given what it
 * needs by who started it.
 * @throws ConfigRefused
 */
export function withSecretsFile(
  variables: Readonly<Record<string, string | undefined>>,
  folder: string,
): Readonly<Record<string, string | undefined>> {
  const path = resolve(folder, secretsFile);
  let text: string;
  try {
    if ((statSync(path).mode & 0o077) !== 0)
      throw new ConfigRefused([
        { path, found: 'others than its owner may read it', remedy: `It holds secrets: chmod 600 ${secretsFile}` },
      ]);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigRefused) throw error;
    return variables;
  }
  const added = Object.entries(parseEnv(withoutMark(text))).filter(([name]) => {
    // NAME and NAME_FILE are two ways to say one thing: the environment's overrules the other way here as well.
    const twin = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
    // An empty one says nothing: compose files and units hand variables on that nobody has set.
    return [name, twin].every((its) => (variables[its] ?? '') === '');
  });
  return { ...variables, ...Object.fromEntries(added) };
}

/** Why the secrets file here, which is there, tells nothing; undefined where it does, or there is none. */
export function whyShut(folder: string): string | undefined {
  try {
    readFileSync(resolve(folder, secretsFile));
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return code === 'ENOENT' ? undefined : `${secretsFile} is there, and this user cannot read it (${code})`;
  }
}
