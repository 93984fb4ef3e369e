import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Digest } from '../../core/release.ts';
import { parseJson } from '../../trust.ts';

/** So many of a project's stay: of some branches, and of a lockfile that goes back to what it was. */
const most = 5;

const list = z.array(
  z.strictObject({
    key: z.string(),
    digest: z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]),
  }),
);

const folderOf = (dataDir: string): string => join(dataDir, 'installs');
const fileOf = (dataDir: string, project: string): string => join(folderOf(dataDir), `${project}.json`);

/** The one that was used last comes first. What cannot be read is forgotten: then it is installed once more. */
function read(file: string): z.infer<typeof list> {
  try {
    return list.parse(parseJson(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

/** Not a draft that somebody died over. */
function filesIn(dataDir: string): readonly string[] {
  try {
    return readdirSync(folderOf(dataDir)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

/** What was installed under this key. */
export function keptInstall(dataDir: string, project: string, key: string): Digest | undefined {
  return read(fileOf(dataDir, project)).find((one) => one.key === key)?.digest;
}

/**
 * Remembers what was installed, or that it was used again. Read and written in one go, so nobody in this process comes
 * in between; another one can, and then one of two entries is lost, which is installed once more.
 */
export function keepInstall(dataDir: string, project: string, key: string, digest: Digest): void {
  const file = fileOf(dataDir, project);
  const others = read(file).filter((one) => one.key !== key);
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, JSON.stringify([{ key, digest }, ...others].slice(0, most)), { mode: 0o600 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Of projects that the config names no more nothing is remembered, so that their packages can be cleared away. */
export function forgetInstallsBut(dataDir: string, projects: readonly string[]): void {
  const theirs = new Set(projects.map((project) => `${project}.json`));
  for (const name of filesIn(dataDir)) if (!theirs.has(name)) rmSync(join(folderOf(dataDir), name), { force: true });
}

/** Of all projects: they are stored among the artifacts, and are not to be cleared away with them. */
export function keptInstalls(dataDir: string): ReadonlySet<string> {
  return new Set(filesIn(dataDir).flatMap((name) => read(join(folderOf(dataDir), name)).map(({ digest }) => digest)));
}
