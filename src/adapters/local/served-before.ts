import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { parseJson } from '../../trust.ts';
import { type Version, versionSchema } from './host/wire.ts';
import type { LocalPlace } from './place.ts';

const kept = z.record(z.string(), versionSchema);

const fileOf = ({ ownDir, project, environment }: LocalPlace): string =>
  join(ownDir, 'served-before', project, `${environment}.json`);

function read(file: string): Readonly<Record<string, Version>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
  return kept.parse(parseJson(text));
}

/**
 * What served a service before a change, with its environment: once the config has other values, this is the only place
 * that knows the earlier ones. Written before the change, and not by one that is begun again and finds its own work
 * there. Readable by us alone: it holds what the app was given.
 */
export function keepServedBefore(place: LocalPlace, service: string, old: Version | undefined, wanted: Version): void {
  if (old === undefined || JSON.stringify(old) === JSON.stringify(wanted)) return;
  const file = fileOf(place);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...read(file), [service]: old }), { mode: 0o600 });
  renameSync(draft, file);
}

/** The wanted version with what it was given when it served before; as it is where that is not known. */
export function asServedBefore(place: LocalPlace, service: string, wanted: Version): Version {
  const before = read(fileOf(place))[service];
  if (before?.digest !== wanted.digest) return wanted;
  const { env, start, health } = before;
  return { ...wanted, env, start, health };
}

/** Digests of all that one tier's environments have served before what they serve. */
export function servedBeforeHere(ownDir: string): readonly string[] {
  const folder = join(ownDir, 'served-before');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => Object.values(read(join(folder, name))).map(({ digest }) => digest));
}
