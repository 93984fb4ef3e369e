import type { Duplex } from 'node:stream';
import { createInterface } from 'node:readline';
import { main } from './main.ts';
import { terminalOf } from './terminal.ts';

/** One call of flyctl, from its first line to its exit code. It talks to Fly's APIs by HTTP, as the real one does. */
export async function serveFlyctl(socket: Duplex): Promise<void> {
  // A process that was ended cuts the connection; that is how we hear of it.
  socket.on('error', () => socket.destroy());
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  if (value === undefined) return;
  const terminal = terminalOf(socket, value);
  const code = await main(terminal).catch((error: unknown) => {
    terminal.err(`Error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return 1;
  });
  terminal.exit(code);
}
