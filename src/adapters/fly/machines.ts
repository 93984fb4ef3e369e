import { type FlyAsk, askFly } from './ask.ts';
import { type Machine, machineShape, machinesShape } from './machine-shape.ts';
import { FlyRefusal } from './refusal.ts';
import * as z from 'zod';

/** The machines of one app, as the Machines API has them: the only word on what runs (fly.md §3). */
export interface Machines {
  /** Rejects unless the token may read the app. */
  app(signal: AbortSignal): Promise<void>;
  list(signal: AbortSignal): Promise<readonly Machine[]>;
  get(id: string, signal: AbortSignal): Promise<Machine>;
  create(
    config: object,
    more: { readonly name?: string; readonly region?: string },
    signal: AbortSignal,
  ): Promise<Machine>;
  start(id: string, signal: AbortSignal): Promise<void>;
  restart(id: string, signal: AbortSignal): Promise<void>;
  destroy(id: string, signal: AbortSignal): Promise<void>;
  /**
   * Runs a command inside a started machine; its words are split as a shell would, and no shell runs them (fly.md §1.5).
   * Asked once: it may do something.
   */
  exec(id: string, command: string, signal: AbortSignal): Promise<Executed>;
  /** Adds a label to a machine; it survives later deployments (fly.md §1.4). */
  label(id: string, key: string, value: string, signal: AbortSignal): Promise<void>;
}

export interface Executed {
  readonly exitCode: number;
  readonly stdout: string;
}

/** What is empty or 0 is left out (go:machine_types.go, `omitempty`). */
const executedShape = z.looseObject({ exit_code: z.number().optional(), stdout: z.string().nullish() });

function read<T>(shape: z.ZodType<T>, answer: unknown, what: string): T {
  const found = shape.safeParse(answer);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new FlyRefusal(
    `Fly’s answer about ${what} is not what it documents: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    0,
  );
}

export function createMachines(ask: FlyAsk): Machines {
  const here = `/apps/${encodeURIComponent(ask.app)}`;
  const one = (id: string): string => `${here}/machines/${encodeURIComponent(id)}`;
  return {
    app: async (signal) => void (await askFly(ask, 'GET', here, signal)),
    list: async (signal) =>
      read(machinesShape, await askFly(ask, 'GET', `${here}/machines`, signal), `the machines of ${ask.app}`),
    get: async (id, signal) => read(machineShape, await askFly(ask, 'GET', one(id), signal), `machine ${id}`),
    create: async (config, more, signal) =>
      read(machineShape, await askFly(ask, 'POST', `${here}/machines`, signal, { ...more, config }), 'a new machine'),
    start: async (id, signal) => void (await askFly(ask, 'POST', `${one(id)}/start`, signal)),
    restart: async (id, signal) => void (await askFly(ask, 'POST', `${one(id)}/restart`, signal)),
    exec: async (id, command, signal) => {
      const body = { cmd: command, timeout: 15 };
      const answer = await askFly(ask, 'POST', `${one(id)}/exec`, signal, body);
      const { exit_code: exitCode, stdout } = read(executedShape, answer, `a command in machine ${id}`);
      return { exitCode: exitCode ?? 0, stdout: stdout ?? '' };
    },
    destroy: async (id, signal) => void (await askFly(ask, 'DELETE', `${one(id)}?force=true`, signal)),
    label: async (id, key, value, signal) =>
      void (await askFly(ask, 'POST', `${one(id)}/metadata/${encodeURIComponent(key)}`, signal, { value })),
  };
}
