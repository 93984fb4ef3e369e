import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { addressesOf } from '../../core/addresses.ts';
import { runtimeConfigVariable, runtimeVariables } from '../../core/frontend.ts';
import type { Digest } from '../../core/release.ts';
import { parseJson } from '../../trust.ts';
import { servingMachines } from './fleet.ts';
import type { Machine } from './machine-shape.ts';
import type { FlyPlace, FlyService } from './place.ts';

/** What a service's machines are to be told by GREENROOM_RUNTIME_CONFIG; undefined where it has no `config`. */
export function configuredValues(
  { config, environment }: Pick<FlyPlace, 'config' | 'environment'>,
  service: FlyService,
): string | undefined {
  return runtimeVariables(service.config, addressesOf(config.environments[environment]))[runtimeConfigVariable];
}

const valueOf = (machine: Machine): string | undefined => machine.config?.env?.[runtimeConfigVariable];

/** Whether every machine that serves was made with these values; where none are wanted, whatever is there is right. */
export function haveValues(machines: readonly Machine[], wanted: string | undefined): boolean {
  return wanted === undefined || servingMachines(machines).every((machine) => valueOf(machine) === wanted);
}

/** Whether one of them was: then a change has begun to arrive. */
export function someHaveValues(machines: readonly Machine[], wanted: string | undefined): boolean {
  return wanted !== undefined && servingMachines(machines).some((machine) => valueOf(machine) === wanted);
}

/** What they were made with, where all agree. */
export function servingValues(machines: readonly Machine[]): string | undefined {
  const [first, ...others] = servingMachines(machines).map(valueOf);
  return others.every((other) => other === first) ? first : undefined;
}

const kept = z.strictObject({ digest: z.string(), values: z.string().optional() });

const pathOf = ({ ownDir }: FlyPlace, { app }: FlyService): string =>
  join(ownDir, 'fly-put', app, 'served-before.json');

/**
 * What an app's machines ran with before a change: when the config has other values, nobody else knows the earlier ones.
 * Written before the change, and not by one that is begun again and finds its own work there.
 */
export async function keepServedBefore(
  place: FlyPlace,
  service: FlyService,
  before: { readonly digest: Digest; readonly values: string | undefined },
): Promise<void> {
  const path = pathOf(place, service);
  const { digest, values } = before;
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, JSON.stringify({ digest, ...(values === undefined ? {} : { values }) }), {
    mode: 0o600,
  });
  await rename(`${path}.new`, path);
}

/** The values with which this image served before the newest change; the config's where that is not known. */
export async function valuesBefore(place: FlyPlace, service: FlyService, digest: Digest): Promise<string | undefined> {
  const before = await readFile(pathOf(place, service), 'utf8').then(
    (text) => kept.parse(parseJson(text)),
    () => undefined,
  );
  return before?.digest === digest ? before.values : configuredValues(place, service);
}
