import { execa } from 'execa';
import type { Readable } from 'node:stream';
import type { Exit, StartProgram } from './program.ts';

/** Starts a program by a fork of this very process. */
export const startHere: StartProgram = ({ command, args, input, ...place }, listener) => {
  const child = execa(command, [...args], {
    ...place,
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stripFinalNewline: false,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  });
  listens(child.stdout, listener.stdout);
  listens(child.stderr, listener.stderr);
  const { pid } = child;
  return {
    started:
      pid === undefined
        ? child.then(({ code, shortMessage }) => ({ why: code ?? shortMessage ?? 'no reason given' }))
        : Promise.resolve({ pid }),
    exited: new Promise<Exit>((resolve) => {
      child.nodeChildProcess.once('exit', (code, signal) => resolve({ code, signal }));
      child.nodeChildProcess.once('error', () => resolve({ code: null, signal: null }));
    }),
    closed: child.then(() => undefined),
    drop: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
};

function listens(stream: Readable, hear: (chunk: Buffer) => Promise<void> | void): void {
  stream.on('data', (chunk: Buffer) => {
    const taken = hear(chunk);
    if (taken === undefined) return;
    stream.pause();
    void taken.then(() => stream.resume());
  });
}
