import { orderOfForker } from '../../trust.ts';
import { collectWhenCalm } from '../collect-when-calm.ts';
import { killGroup } from '../kill-group.ts';
import { startHere } from './here.ts';
import type { Call, Program } from './program.ts';
import type { Told } from './wire.ts';

/** Programs that run, by their id; and of those whose process is not known yet to whoever asked, the process. */
const programs = new Map<number, Program>();
const unknown = new Map<number, number>();

/** Resolves when it is on its way, so that what is printed faster than it is read waits in its pipe. */
const tell = (told: Told): Promise<void> =>
  new Promise((resolve) => {
    if (process.connected) process.send?.(told, undefined, undefined, () => resolve());
    else resolve();
  });

process.on('message', (message) => {
  const order = orderOfForker(message);
  const { id } = order;
  if ('known' in order) unknown.delete(id);
  else if ('drop' in order) programs.get(id)?.drop();
  else start(id, order.start);
});

function start(id: number, call: Call): void {
  try {
    const stdout = (bytes: Buffer): Promise<void> => tell({ id, stdout: bytes });
    const stderr = (bytes: Buffer): Promise<void> => tell({ id, stderr: bytes });
    void follows(id, startHere(call, { stdout, stderr }));
  } catch (error) {
    // What cannot be asked for like this; the others go on.
    void tell({ id, why: error instanceof Error ? error.message : String(error) });
  }
}

async function follows(id: number, program: Program): Promise<void> {
  programs.set(id, program);
  const started = await program.started;
  if ('pid' in started) {
    unknown.set(id, started.pid);
    void program.exited.then((exit) => {
      unknown.delete(id);
      return tell({ id, exit });
    });
  }
  void tell({ id, ...started });
  await program.closed;
  programs.delete(id);
  if ('pid' in started) void tell({ id, closed: true });
}

// Whoever asked is gone. What it knew of, whoever comes after it finds; nobody would find the rest.
process.on('disconnect', () => {
  for (const pid of unknown.values()) killGroup(pid, 'SIGKILL');
  process.exit();
});
// A Ctrl-C, or the end of a service, is for whoever asked: there may be programs left that tidy up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
collectWhenCalm();
