import type { Commit } from '../../core/release.ts';
import { runOf } from './label-machines.ts';
import type { ActIo } from '../../ports/io.ts';
import { flyctl } from './flyctl.ts';
import { type Machine, metadataOf } from './machine-shape.ts';
import { type FlyPlace, type FlyService, tierOf } from './place.ts';
import { FlyRefusal } from './refusal.ts';
import { servingMachines } from './fleet.ts';

export interface OneOff {
  /** `host/repository@sha256:…`. */
  readonly image: string;
  readonly command: readonly string[];
  readonly commit: Commit;
  /** What it is for; the label by which a leftover of a worker that died is found. */
  readonly what: string;
  readonly token: number;
  readonly env: Readonly<Record<string, string>>;
  readonly deadlineMs: number;
}

export type Ran =
  | { readonly ended: 'exit'; readonly exitCode: number }
  | { readonly ended: 'deadline' | 'aborted' | 'lost'; readonly detail: string };

export const isOver = (machine: Machine): boolean =>
  ['stopped', 'destroyed', 'destroying', 'failed'].includes(machine.state);

/** The newest exit that the machine has seen. A code of 0 is left out by Fly (fly.md §1.4, `omitempty`). */
export function exitOf(machine: Machine): number | undefined {
  const exit = (machine.events ?? [])
    .filter(({ type }) => type === 'exit')
    .toSorted((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0))[0];
  if (exit === undefined) return undefined;
  const { oom_killed: outOfMemory, exit_code: code } = exit.request?.exit_event ?? {};
  return outOfMemory === true ? 137 : (code ?? 0);
}

/** How machines that serve are made there: the same size and place for what works on the same data. */
export function likeServing(machines: readonly Machine[]): { guest?: unknown; region?: string } {
  const [first] = servingMachines(machines);
  const guest: unknown = first?.config === undefined ? undefined : Reflect.get(first.config, 'guest');
  return {
    ...(guest === undefined ? {} : { guest }),
    ...(first?.region === undefined ? {} : { region: first.region }),
  };
}

/**
 * Runs one command in a machine of its own with this image, and takes its exit code from the machine's events: flyctl's
 * own commands for it exit with 0 whatever happened inside (fly.md §1.5). The app's secrets come with the app. What a
 * worker that died has left running is waited for first, so that two never work on the same data.
 */
export async function runOnce(place: FlyPlace, service: FlyService, oneOff: OneOff, io: ActIo): Promise<Ran> {
  const over = AbortSignal.timeout(oneOff.deadlineMs);
  const signal = AbortSignal.any([io.signal, over]);
  const stopped = (): Ran => ({
    ended: io.signal.aborted ? 'aborted' : 'deadline',
    detail: io.signal.aborted ? 'it was stopped' : `it took longer than ${Math.round(oneOff.deadlineMs / 1000)} s`,
  });
  let id: string | undefined;
  try {
    const machines = await service.machines.list(signal);
    for (const left of machines.filter((one) => metadataOf(one)?.['greenroom'] === oneOff.what && !isOver(one))) {
      io.output(`Machine ${left.id} still runs it for a worker that is gone; waiting for its end.\n`);
      await untilOver(place, service, left.id, signal);
    }
    const { guest, region } = likeServing(machines);
    const tier = tierOf(place);
    await io.fence();
    const made = await service.machines.create(
      {
        image: oneOff.image,
        auto_destroy: true,
        restart: { policy: 'no' },
        init: { cmd: [...oneOff.command] },
        ...(guest === undefined ? {} : { guest }),
        env: {
          ...oneOff.env,
          APP_ENV: tier,
          IS_PRODUCTION: String(tier === 'production'),
          GREENROOM_ENVIRONMENT: place.environment,
        },
        metadata: {
          greenroom: oneOff.what,
          greenroom_token: String(oneOff.token),
          environment: place.environment,
          'managed-by': 'greenroom',
          project: place.project,
          run: runOf(oneOff.commit),
        },
      },
      region === undefined ? {} : { region },
      signal,
    );
    id = made.id;
    io.output(`$ ${oneOff.command.join(' ')}   (machine ${id} of ${service.app})\n`);
    const end = await untilOver(place, service, id, signal);
    await tellLogs(place, service, id, io);
    const exitCode = end === undefined ? undefined : exitOf(end);
    return exitCode === undefined
      ? { ended: 'lost', detail: `machine ${id} is gone and did not say how it ended` }
      : { ended: 'exit', exitCode };
  } catch (error) {
    if (!signal.aborted) throw error;
    if (id !== undefined) await tellLogs(place, service, id, { ...io, signal: AbortSignal.timeout(10_000) });
    return stopped();
  } finally {
    // One that is still there would go on working on the data after we have said that it ended.
    if (id !== undefined && signal.aborted)
      await service.machines.destroy(id, AbortSignal.timeout(20_000)).catch((error: unknown) => {
        io.output(`Machine ${id ?? ''} could not be removed: ${String(error)}\n`);
      });
  }
}

/** The machine when it has ended; undefined where it is gone without a trace. */
export async function untilOver(
  place: FlyPlace,
  service: FlyService,
  id: string,
  signal: AbortSignal,
): Promise<Machine | undefined> {
  let last: Machine | undefined;
  for (let misses = 0; ;) {
    try {
      last = await service.machines.get(id, signal);
      misses = 0;
      if (isOver(last) || exitOf(last) !== undefined) return last;
    } catch (error) {
      // A machine that was just made may not be there for a moment (fly.md §3), and one that ended is soon not any more.
      if (!(error instanceof FlyRefusal && error.status === 404)) throw error;
      misses += 1;
      if (misses > 3) return last;
    }
    await place.clock.wait(place.pace.lookMs, signal);
    signal.throwIfAborted();
  }
}

/** Deploy tokens are often refused the logs (flyctl #2365): then that is said, and nothing depends on it. */
export async function tellLogs(place: FlyPlace, service: FlyService, id: string, io: ActIo): Promise<void> {
  const ended = await flyctl(
    {
      addresses: place.addresses,
      clock: place.clock,
      ownDir: place.ownDir,
      token: service.token(),
      deadlineMs: 10_000,
      silenceMs: 10_000,
    },
    ['logs', '-a', service.app, '--machine', id, '--no-tail'],
    undefined,
    io,
  );
  if (ended.how !== 'exit' || ended.exitCode !== 0)
    io.output(`Its output is not to be had with this token; read it with: flyctl logs -a ${service.app}\n`);
}
