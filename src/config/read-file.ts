import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseJson } from '../trust.ts';
import { ConfigRefused } from './problem.ts';

const candidates = ['greenroom.config.ts', 'greenroom.config.js', 'greenroom.config.mjs', 'greenroom.config.json'];

function refuse(path: string, found: string, remedy: string): never {
  throw new ConfigRefused([{ path, found, remedy }]);
}

/** Some editors put a byte order mark before everything. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Where in the file, if the error knows: its stack begins with that, or leads there. */
function lineOf(error: unknown, path: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.indexOf(`${path}:`);
  const line = at < 0 ? undefined : /^\d+/.exec(stack.slice(at + path.length + 1))?.[0];
  return line === undefined ? '' : `line ${line}: `;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Where the config is: `GREENROOM_CONFIG`, else the first of the usual names in the working folder. */
export function findConfigFile(named: string | undefined, folder: string): string {
  if (named !== undefined) {
    const path = resolve(folder, named);
    if (!existsSync(path))
      refuse('GREENROOM_CONFIG', `no file at ${path}`, 'Give the path of your greenroom.config.ts or .json.');
    return path;
  }
  const found = candidates.map((name) => resolve(folder, name)).find((path) => existsSync(path));
  return (
    found ??
    refuse(
      'GREENROOM_CONFIG',
      `not set, and ${folder} has none of ${candidates.join(', ')}`,
      'Write a config file, or name it with GREENROOM_CONFIG.',
    )
  );
}

/** Whether there is one to be found. */
export function hasConfigFile(named: string | undefined, folder: string): boolean {
  return named === undefined
    ? candidates.some((name) => existsSync(resolve(folder, name)))
    : existsSync(resolve(folder, named));
}

/** The file's value, unchecked. TypeScript is stripped by Node itself, so only erasable syntax can be read. */
export async function readConfigFile(path: string): Promise<unknown> {
  if (path.endsWith('.json')) {
    try {
      return parseJson(withoutMark(readFileSync(path, 'utf8')));
    } catch (error) {
      return refuse(
        path,
        `not readable as JSON (${error instanceof Error ? error.message : String(error)})`,
        'Mend the JSON.',
      );
    }
  }
  try {
    const loaded: unknown = await import(pathToFileURL(path).href);
    if (loaded !== null && typeof loaded === 'object' && 'default' in loaded) return loaded.default;
    return refuse(path, 'no default export', 'End the file with: export default { … } satisfies GreenroomConfig');
  } catch (error) {
    if (error instanceof ConfigRefused) throw error;
    // Node 24 strips types and nothing else (ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX for enum, namespace, parameter properties).
    if (codeOf(error) === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
      return refuse(
        path,
        `TypeScript that has to be compiled: ${lineOf(error, path)}${error instanceof Error ? error.message.split('\n')[0] : ''}`,
        'Use data only: replace enum by plain strings, and leave out namespaces and parameter properties.',
      );
    }
    if (codeOf(error) === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING') {
      return refuse(path, 'a .ts file below node_modules', 'Move it out of node_modules, or use .json.');
    }
    return refuse(
      path,
      `could not be loaded (${lineOf(error, path)}${error instanceof Error ? error.message : String(error)})`,
      'Mend the file; it must need nothing but `import type`.',
    );
  }
}
