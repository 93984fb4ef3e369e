import v8 from 'node:v8';
import vm from 'node:vm';

/** What a look at the process goes by. */
export interface Vitals {
  /** Bytes of V8's heap that are taken, by what lives and by what nobody has collected yet. */
  readonly usedBytes: () => number;
  /** Milliseconds of computing, of all threads, since the process began. */
  readonly computedMs: () => number;
  readonly collect: () => void;
}

const everyMs = 10_000;
/**
 * Less than a fifth of the time, so that hardly anybody waits for it. Idle it is a fiftieth; the rest is for machines
 * that are slower.
 */
const calmMs = everyMs / 5;
const worthBytes = 3 * 1024 * 1024;

/**
 * A look, to be taken every ten seconds: collects when little was computed since the look before and there is something
 * to gain.
 */
export function createLook({ usedBytes, computedMs, collect }: Vitals): () => void {
  let computed = computedMs();
  let left = 0;
  return () => {
    const before = computed;
    computed = computedMs();
    if (computed - before > calmMs || usedBytes() - left < worthBytes) return;
    collect();
    left = usedBytes();
    computed = computedMs();
  };
}

/**
 * V8 collects the old when there is a lot of new. A process that starts, or that has done a deployment, and then waits
 * for the next push has nothing new, and would keep what it is done with for hours: 8 MiB each (`npm run bench -- idle`).
 */
export function collectWhenCalm(): void {
  const computedMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const usedBytes = (): number => v8.getHeapStatistics().used_heap_size;
  setInterval(createLook({ usedBytes, computedMs, collect: collector() }), everyMs).unref();
}

/** Node gives `gc` to those who start it with a flag; contexts made after the flag was set have it, too. */
export function collector(): () => void {
  v8.setFlagsFromString('--expose-gc');
  const gc: unknown = vm.runInNewContext('gc');
  return () => void (typeof gc === 'function' && Reflect.apply(gc, undefined, []));
}
