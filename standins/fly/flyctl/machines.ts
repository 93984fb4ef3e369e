import { setTimeout as wait } from 'node:timers/promises';
import { call } from './call.ts';
import { FlyctlError } from './words.ts';

export interface Listed {
  readonly id: string;
  readonly state: string;
  readonly config?: { readonly metadata?: Readonly<Record<string, string>>; readonly guest?: object };
  readonly checks?: readonly { readonly status: string }[];
  readonly events?: readonly {
    readonly type: string;
    readonly request?: { readonly exit_event?: { readonly exit_code?: number } };
  }[];
}

const here = (app: string): string => `/v1/apps/${app}/machines`;

/** Often at first, and seldom where it takes long, as flyctl does it. */
function pauses(): () => Promise<void> {
  let ms = 40;
  return async () => {
    await wait(ms);
    ms = Math.min(250, ms * 1.25);
  };
}

export async function list(app: string): Promise<Listed[]> {
  const all: Listed[] = JSON.parse(await call('FLY_FLAPS_BASE_URL', 'GET', here(app)));
  return all
    .filter(({ config }) => {
      const { fly_platform_version: version, fly_process_group: group } = config?.metadata ?? {};
      return version === 'v2' && group !== 'fly_app_release_command';
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export async function create(app: string, config: object): Promise<Listed> {
  const made: Listed = JSON.parse(await call('FLY_FLAPS_BASE_URL', 'POST', here(app), { config, region: 'ams' }));
  return made;
}

/** Under a lease, as flyctl does; a machine that was stopped before stays stopped, and is not waited for. */
export async function update(app: string, machine: Listed, config: object): Promise<'waited for' | 'left stopped'> {
  const one = `${here(app)}/${machine.id}`;
  const held: { data: { nonce: string } } = JSON.parse(
    await call('FLY_FLAPS_BASE_URL', 'POST', `${one}/lease?ttl=13`, {}),
  );
  const nonce = { 'fly-machine-lease-nonce': held.data.nonce };
  const stopped = machine.state === 'stopped';
  try {
    await call('FLY_FLAPS_BASE_URL', 'POST', one, { config, region: 'ams', skip_launch: stopped }, nonce);
  } finally {
    await call('FLY_FLAPS_BASE_URL', 'DELETE', `${one}/lease`, undefined, nonce).catch(() => undefined);
  }
  return stopped ? 'left stopped' : 'waited for';
}

async function get(app: string, id: string): Promise<Listed> {
  const found: Listed = JSON.parse(await call('FLY_FLAPS_BASE_URL', 'GET', `${here(app)}/${id}`));
  return found;
}

export async function untilHealthy(app: string, id: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  // Without checks only a crash in the first ten seconds is noticed; here the ten seconds are shorter.
  const smokeUntil = Date.now() + 300;
  const pause = pauses();
  for (;;) {
    const machine = await get(app, id);
    if (machine.state === 'stopped')
      throw new FlyctlError(`smoke checks for ${id} failed: the app appears to be crashing`);
    const checks = machine.checks ?? [];
    const well = machine.state === 'started' && checks.every(({ status }) => status === 'passing');
    if (well && (checks.length > 0 || Date.now() >= smokeUntil)) return;
    if (Date.now() >= deadline)
      throw new FlyctlError(
        `timeout reached waiting for health checks to pass for machine ${id}: failed to get VM ${id}`,
      );
    await pause();
  }
}

/** The exit code of a machine that runs one command; undefined where it did not end in time. */
export async function untilExit(app: string, id: string, timeoutMs: number): Promise<number | undefined> {
  const deadline = Date.now() + timeoutMs;
  const pause = pauses();
  while (Date.now() < deadline) {
    const { events = [] } = await get(app, id);
    const exit = events.find(({ type }) => type === 'exit');
    if (exit !== undefined) return exit.request?.exit_event?.exit_code ?? 0;
    await pause();
  }
  return undefined;
}
