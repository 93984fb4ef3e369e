import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { call } from './call.ts';
import type { Terminal } from './terminal.ts';
import { FlyctlError } from './words.ts';

const shape = z.looseObject({
  id: z.string(),
  state: z.string(),
  config: z
    .looseObject({
      metadata: z.record(z.string(), z.string()).optional(),
      standbys: z.array(z.string()).optional(),
    })
    .optional(),
  checks: z.array(z.looseObject({ name: z.string(), status: z.string() })).optional(),
  events: z
    .array(
      z.looseObject({
        type: z.string(),
        request: z
          .looseObject({ exit_event: z.looseObject({ exit_code: z.number().optional() }).optional() })
          .optional(),
      }),
    )
    .optional(),
});
export type Listed = z.output<typeof shape>;

const here = (app: string): string => `/v1/apps/${app}/machines`;
const lookMs = 50;

export async function list(terminal: Terminal, app: string): Promise<Listed[]> {
  const all = z.array(shape).parse(await call(terminal, 'FLY_FLAPS_BASE_URL', 'GET', here(app)));
  return all
    .filter(({ config }) => {
      const { fly_platform_version: version, fly_process_group: group } = config?.metadata ?? {};
      return version === 'v2' && group !== 'fly_app_release_command';
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function create(terminal: Terminal, app: string, config: object): Promise<Listed> {
  return shape.parse(await call(terminal, 'FLY_FLAPS_BASE_URL', 'POST', here(app), { config, region: 'ams' }));
}

/** Under a lease, as flyctl does; a machine that was stopped before stays stopped, and is not waited for. */
export async function update(
  terminal: Terminal,
  app: string,
  machine: Listed,
  config: object,
): Promise<'waited for' | 'left stopped'> {
  const one = `${here(app)}/${machine.id}`;
  const held = z
    .looseObject({ data: z.looseObject({ nonce: z.string() }) })
    .parse(await call(terminal, 'FLY_FLAPS_BASE_URL', 'POST', `${one}/lease?ttl=13`, {}));
  const nonce = { 'fly-machine-lease-nonce': held.data.nonce };
  const stopped = machine.state === 'stopped';
  const standbys = machine.config?.standbys;
  const whole = { ...config, ...(standbys === undefined ? {} : { standbys }) };
  try {
    await call(
      terminal,
      'FLY_FLAPS_BASE_URL',
      'POST',
      one,
      { config: whole, region: 'ams', skip_launch: stopped },
      nonce,
    );
  } finally {
    await call(terminal, 'FLY_FLAPS_BASE_URL', 'DELETE', `${one}/lease`, undefined, nonce).catch(() => undefined);
  }
  return stopped ? 'left stopped' : 'waited for';
}

const get = async (terminal: Terminal, app: string, id: string): Promise<Listed> =>
  shape.parse(await call(terminal, 'FLY_FLAPS_BASE_URL', 'GET', `${here(app)}/${id}`));

export async function untilHealthy(terminal: Terminal, app: string, id: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  // Without checks only a crash in the first ten seconds is noticed; here the ten seconds are shorter.
  const smokeUntil = Date.now() + 300;
  for (;;) {
    const machine = await get(terminal, app, id);
    if (machine.state === 'stopped')
      throw new FlyctlError(`smoke checks for ${id} failed: the app appears to be crashing`);
    const checks = machine.checks ?? [];
    const well = machine.state === 'started' && checks.every(({ status }) => status === 'passing');
    if (well && (checks.length > 0 || Date.now() >= smokeUntil)) return;
    if (Date.now() >= deadline)
      throw new FlyctlError(
        `timeout reached waiting for health checks to pass for machine ${id}: failed to get VM ${id}`,
      );
    await wait(lookMs, undefined, { signal: terminal.signal });
  }
}

/** The exit code of a machine that runs one command; undefined where it did not end in time. */
export async function untilExit(
  terminal: Terminal,
  app: string,
  id: string,
  timeoutMs: number,
): Promise<number | undefined> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const { events = [] } = await get(terminal, app, id);
    const exit = events.find(({ type }) => type === 'exit');
    if (exit !== undefined) return exit.request?.exit_event?.exit_code ?? 0;
    await wait(lookMs, undefined, { signal: terminal.signal });
  }
  return undefined;
}
