import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runtimeConfigVariable } from '../../core/frontend.ts';
import type { Digest } from '../../core/release.ts';
import type { ActIo } from '../../ports/io.ts';
import { type Ended, flyctl } from './flyctl.ts';
import { leftStopped } from './fleet.ts';
import { type Plain, type Seen, look } from './look.ts';
import { type FlyPlace, type FlyService, tierOf } from './place.ts';
import { haveValues } from './runtime-values.ts';

export interface Putting {
  /** `host/repository@sha256:…`. */
  readonly image: string;
  readonly digest: Digest;
  /** The released commit's fly.toml, word for word. */
  readonly toml: string;
  /** JSON for GREENROOM_RUNTIME_CONFIG; undefined where the service has none. */
  readonly values: string | undefined;
  /** A rollback runs no migration (fly.md §1.1). */
  readonly skipReleaseCommand: boolean;
  /** Epoch milliseconds by which it has to be over. */
  readonly deadline: number;
}

export interface Put {
  readonly ended: Ended;
  /** What the machines say at the end; undefined where Fly would not tell. */
  readonly seen: Seen | undefined;
}

const wordsOf = (milliseconds: number): string => `${Math.max(1, Math.floor(milliseconds / 1000))}s`;

/** Every word is pinned: what flyctl would decide by itself it decides by switches that change at run time (fly.md §1.1). */
function words(place: FlyPlace, { app }: FlyService, putting: Putting, file: string, leftMs: number): string[] {
  const tier = tierOf(place);
  return [
    'deploy',
    '-a',
    app,
    '-c',
    file,
    '--image',
    putting.image,
    // Without it a local docker daemon is asked first, and what it has would be pushed as another image (fly.md §0.2).
    '--remote-only',
    '--yes',
    '--strategy',
    'rolling',
    '--ha=false',
    // Its own end comes before ours, so that it can say what it waited for.
    '--wait-timeout',
    wordsOf(leftMs * 0.85),
    '--release-command-timeout',
    wordsOf(leftMs * 0.85),
    '--deploy-retries',
    '0',
    '--env',
    `APP_ENV=${tier}`,
    '--env',
    `IS_PRODUCTION=${String(tier === 'production')}`,
    '--env',
    `GREENROOM_ENVIRONMENT=${place.environment}`,
    ...(putting.values === undefined ? [] : ['--env', `${runtimeConfigVariable}=${putting.values}`]),
    ...(putting.skipReleaseCommand ? ['--skip-release-command'] : []),
  ];
}

/** A lease that a flyctl left behind which was killed; it runs out by itself in 13 s (fly.md §6.6). */
const leased = /lease currently held by|failed to acquire lease/;
/** A lease that outlives so many waits is renewed by somebody: people have to look. */
const leaseWaits = 4;

const isLeased = (ended: Ended): boolean => ended.how === 'exit' && ended.exitCode !== 0 && leased.test(ended.said);

/**
 * Brings one image to one app with flyctl, and then asks the machines until they are well on it or the time is over.
 * How flyctl ended decides nothing: it exits with 0 over broken machines and with 1 over well ones (fly.md §6.2, §6.3).
 */
export async function putImage(
  place: FlyPlace,
  service: FlyService,
  plain: Plain,
  putting: Putting,
  io: ActIo,
): Promise<Put> {
  const parent = join(place.ownDir, 'fly-toml');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, 'job-'));
  try {
    const file = join(folder, 'fly.toml');
    await writeFile(file, putting.toml, { mode: 0o600 });
    const once = async (): Promise<Ended> => {
      await io.fence();
      const leftMs = Math.max(1_000, putting.deadline - place.clock.now());
      return flyctl(
        {
          addresses: place.addresses,
          clock: place.clock,
          ownDir: place.ownDir,
          token: service.token(),
          deadlineMs: leftMs,
          silenceMs: place.pace.silenceMs,
        },
        words(place, service, putting, file, leftMs),
        folder,
        io,
      );
    };
    let ended = await once();
    for (let waits = 0; waits < leaseWaits && isLeased(ended); waits += 1) {
      io.output('A lease of an earlier deployment is still held; waiting until it has run out.\n');
      await place.clock.wait(place.pace.leaseMs, io.signal);
      if (io.signal.aborted || place.clock.now() >= putting.deadline) break;
      ended = await once();
    }
    return { ended, seen: await untilSettled(place, service, plain, putting, ended, io) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Looks until all machines are well on the new image. One that flyctl found stopped and left so is started once. */
async function untilSettled(
  place: FlyPlace,
  service: FlyService,
  plain: Plain,
  { digest, values, deadline }: Putting,
  ended: Ended,
  io: ActIo,
): Promise<Seen | undefined> {
  const started = new Set<string>();
  const good = ended.how === 'exit' && ended.exitCode === 0;
  let seen: Seen | undefined;
  let told = '';
  for (let looks = 0; ; looks += 1) {
    // What has happened there is worth knowing also when this step is being stopped.
    seen = await look(service, plain, AbortSignal.timeout(20_000)).catch((error: unknown) => {
      io.output(`What runs could not be read: ${error instanceof Error ? error.message : String(error)}\n`);
      return undefined;
    });
    const fleet = seen?.fleet;
    if (fleet !== undefined && fleet.detail !== told) {
      told = fleet.detail;
      io.output(`${service.name}: ${fleet.state}, ${fleet.detail}.\n`);
    }
    if (
      seen !== undefined &&
      fleet?.state === 'serving' &&
      fleet.digest === digest &&
      haveValues(seen.machines, values)
    )
      return seen;
    const arrives = fleet?.state === 'down' && fleet.digest === digest;
    // After a failure nothing more will move but health itself: a machine on the old image stays there.
    const over = place.clock.now() >= deadline || io.signal.aborted;
    if (over || (!good && !arrives && fleet !== undefined && looks > 0)) return seen;
    if (arrives && seen !== undefined)
      for (const { id } of leftStopped(seen.machines).filter((machine) => !started.has(machine.id))) {
        started.add(id);
        io.output(`${service.name}: machine ${id} was stopped before, and is started.\n`);
        await io.fence();
        await service.machines.start(id, io.signal).catch((error: unknown) => io.output(`${String(error)}\n`));
      }
    await place.clock.wait(place.pace.lookMs, io.signal);
  }
}
