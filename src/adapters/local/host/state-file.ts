import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../../trust.ts';
import { versionSchema } from './wire.ts';

const kept = z.strictObject({
  token: z.number().int(),
  /** How often a host here was told to stop. One that was asked for before such a stop and wakes after it gives way. */
  stops: z.number().int().nonnegative().default(0),
  services: z.record(
    z.string(),
    z.strictObject({
      host: z.string(),
      port: z.number().int(),
      version: versionSchema,
    }),
  ),
});
export type Kept = z.infer<typeof kept>;

/** Nothing was ever deployed here where the file is not there; one that cannot be read is an error, not nothing. */
export function readState(path: string): Kept | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return kept.parse(parseJson(text));
}

/** How many stops there were: what a host is given when it is asked for, and compares when it wakes. */
export function stopsOf(state: Kept | undefined): number {
  return state?.stops ?? 0;
}

/** In one rename, readable by us alone: it holds the app's environment. */
export function writeState(path: string, state: Kept): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
  renameSync(draft, path);
}
