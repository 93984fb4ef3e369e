import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Digest } from '../../core/release.ts';
import { parseJson } from '../../trust.ts';

const kept = z.strictObject({ digest: z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]) });

const fileOf = (dataDir: string, key: string): string => join(dataDir, 'artifact-keys', `${key}.json`);

/**
 * Which digest a key was built into, beside the artifacts. The ledger hears of a build only after it is sealed; where
 * Greenroom dies in between, this is how the next start finds it instead of building the commit a second time, which
 * could give other bytes. Written before the tree takes its place: a key that leads to no whole tree counts as none.
 */
export function rememberKey(dataDir: string, key: string, digest: Digest): void {
  const file = fileOf(dataDir, key);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ digest }), { mode: 0o600 });
  renameSync(draft, file);
}

/** Undefined where the key was never built here, or the file cannot be read: then it is built. */
export function digestOfKey(dataDir: string, key: string): Digest | undefined {
  try {
    return kept.parse(parseJson(readFileSync(fileOf(dataDir, key), 'utf8'))).digest;
  } catch {
    return undefined;
  }
}
