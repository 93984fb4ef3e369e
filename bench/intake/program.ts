import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Program {
  readonly url: string;
  /** As it names itself. */
  readonly what: string;
  /** Ends it without asking: what it said it had done must be done. */
  kill(): Promise<void>;
}

/** Starts one of the server programs beside this file; its log goes nowhere, its errors are shown. */
export async function startProgram(file: URL, args: readonly string[] = []): Promise<Program> {
  const child: ChildProcess = fork(fileURLToPath(file), [...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const told: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`${file.pathname} ended before it listened`))),
  ]);
  const [message] = told;
  if (message === null || typeof message !== 'object' || !('port' in message) || !('what' in message))
    throw new Error(`${file.pathname} did not tell its port`);
  return {
    url: `http://127.0.0.1:${String(message.port)}`,
    what: String(message.what),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
