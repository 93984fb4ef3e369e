import type { Duplex } from 'node:stream';
import { z } from 'zod';

const givenShape = z.strictObject({
  argv: z.array(z.string()),
  folder: z.string(),
  config: z.string().exactOptional(),
  variables: z.record(z.string(), z.string()),
});

/** Where a flyctl was called: what it was given, and what only its own process can do. */
export interface Terminal {
  readonly argv: readonly string[];
  /** The folder it was called in. */
  readonly folder: string;
  /** What is written in the file that `--config` names, or in fly.toml; undefined where it cannot be read. */
  readonly config: string | undefined;
  /** Of its environment, what begins with FLY_. */
  readonly variable: (name: string) => string;
  /** Aborts when the process is gone. */
  readonly signal: AbortSignal;
  /** A line on standard output. */
  out(line: string): void;
  /** A line on standard error. */
  err(line: string): void;
  /** On standard output, as it is. */
  raw(content: string | Buffer): void;
  startChild(): void;
}

/** What came first on the connection says what was called; the rest goes the other way, an object a line. */
export function terminalOf(socket: Duplex, first: string): Terminal & { exit(code: number): void } {
  const { argv, folder, config, variables } = givenShape.parse(JSON.parse(first));
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  const tell = (what: object): void => {
    if (socket.writable) socket.write(`${JSON.stringify(what)}\n`);
  };
  const raw = (content: string | Buffer): void => tell({ out: Buffer.from(content).toString('base64') });
  return {
    argv,
    folder,
    config,
    variable: (name) => variables[name] ?? '',
    signal: gone.signal,
    out: (line) => raw(`${line}\n`),
    err: (line) => tell({ err: Buffer.from(`${line}\n`).toString('base64') }),
    raw,
    startChild: () => tell({ child: true }),
    exit: (code) => {
      tell({ exit: code });
      socket.end();
    },
  };
}
