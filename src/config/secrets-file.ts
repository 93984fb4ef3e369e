import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigRefused } from './problem.ts';

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
  return { ...parseEnv(text), ...variables };
}
