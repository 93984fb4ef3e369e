import type { ActIo } from '../../ports/io.ts';
import { isGone, isWaiting } from './fleet.ts';
import type { Machine } from './machine-shape.ts';
import type { FlyPlace, FlyService } from './place.ts';
import { FlyRefusal } from './refusal.ts';

/** States that last until somebody acts; from every other one a machine goes on by itself (Fly’s docs, “Machine states”). */
const settled = ['created', 'started', 'stopped', 'suspended', 'failed'];

/** What Fly answers where a machine’s state is not one for what was asked: then it has done nothing. */
const notNow = 412;

/** The machine as it is now; undefined where it is gone. */
async function now(service: FlyService, id: string, signal: AbortSignal): Promise<Machine | undefined> {
  try {
    const machine = await service.machines.get(id, signal);
    return isGone(machine) ? undefined : machine;
  } catch (error) {
    if (error instanceof FlyRefusal && error.status === 404) return undefined;
    throw error;
  }
}

/**
 * Starts one machine afresh as soon as Fly takes that: a machine that is just being replaced, started or stopped is
 * waited for, as each of these is refused. Between the look and the call its state may change, as Fly's proxy stops and
 * starts machines itself; so what is refused for its state is looked at again. One that is gone, or that turns out to
 * stand by for another, is let be. Why it was not started, in words; undefined where nothing more is to be done.
 */
export async function startAfresh(
  place: FlyPlace,
  service: FlyService,
  { id, serving, deadline }: { id: string; serving: readonly Machine[]; deadline: number },
  io: ActIo,
): Promise<string | undefined> {
  let told = '';
  for (;;) {
    const machine = await now(service, id, io.signal);
    if (machine === undefined || isWaiting(machine, serving)) return undefined;
    const { state } = machine;
    let refused = '';
    if (settled.includes(state)) {
      await io.fence();
      io.output(`${service.name}: starting machine ${id} afresh.\n`);
      try {
        await (state === 'started' ? service.machines.restart(id, io.signal) : service.machines.start(id, io.signal));
        return undefined;
      } catch (error) {
        if (!(error instanceof FlyRefusal && error.status === notNow)) throw error;
        refused = ` ${error.message}`;
        io.output(`${refused.trim()}\n`);
      }
    } else if (told !== state) io.output(`${service.name}: machine ${id} is ${state}; waiting until that is over.\n`);
    told = state;
    if (io.signal.aborted || place.clock.now() >= deadline)
      return `machine ${id} of ${service.app} is still ${state}, and Fly starts afresh only what has come to rest.${refused} Look at it with: flyctl machine status ${id} -a ${service.app}; one that stays so for more than five minutes is stuck: stop and start it by hand, or ask Fly’s support`;
    await place.clock.wait(place.pace.lookMs, io.signal);
  }
}
