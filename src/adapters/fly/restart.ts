import type { ActIo } from '../../ports/io.ts';
import type { ActResult, ReleaseRequest } from '../../ports/target.ts';
import { isWaiting, servingMachines } from './fleet.ts';
import { type Plain, look } from './look.ts';
import { type FlyPlace, serviceOf } from './place.ts';
import { startAfresh } from './start-afresh.ts';

/** Starts the machines of the same release afresh, one after the other, and waits until all are well. */
export async function restart(
  place: FlyPlace,
  plain: Plain,
  { artifacts }: ReleaseRequest,
  io: ActIo,
): Promise<ActResult> {
  const deadline = place.clock.now() + place.config.deadlines.switch * 0.8;
  for (const { service: name, digest } of artifacts) {
    const service = serviceOf(place, name);
    const { fleet, machines } = await look(service, plain, io.signal);
    if (!('digest' in fleet) || fleet.digest !== digest)
      return {
        ok: false,
        code: 'switch.unhealthy',
        detail: `${name}: ${fleet.detail}; it is not what is to be restarted`,
        retry: false,
      };
    const serving = servingMachines(machines);
    for (const { id } of serving.filter((machine) => !isWaiting(machine, serving))) {
      const why = await startAfresh(place, service, { id, serving, deadline }, io);
      if (why !== undefined) return { ok: false, code: 'switch.unhealthy', detail: `${name}: ${why}`, retry: false };
    }
    for (;;) {
      await place.clock.wait(place.pace.lookMs, io.signal);
      const now = await look(service, plain, AbortSignal.timeout(20_000));
      if (now.fleet.state === 'serving' && now.fleet.digest === digest) break;
      if (io.signal.aborted || place.clock.now() >= deadline)
        return { ok: false, code: 'switch.unhealthy', detail: `${name}: ${now.fleet.detail}`, retry: false };
    }
  }
  return { ok: true, detail: 'started afresh' };
}
