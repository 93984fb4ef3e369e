import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { forkerTold } from '../../trust.ts';
import { ownProcess } from '../own-process.ts';
import { packageRoot } from '../package-root.ts';
import type { Call, Exit, Listener, Program, Started } from './program.ts';
import type { Order, Told } from './wire.ts';

const entry = join(packageRoot, 'bin/forker.js');

interface Heard {
  readonly by: ChildProcess;
  readonly listener: Listener;
  readonly started: (how: Started) => void;
  readonly exited: (exit: Exit) => void;
  readonly closed: () => void;
}

/**
 * Starts programs by a small process that is kept for it. A fork copies the page tables of who forks, and then each page
 * that this one writes to is a fault: 15 ms a program in a process with 40 MB of its own, 45 ms in one with 150 MB,
 * against 2 to 3 ms this way (measured; libuv forks, it does not use vfork or posix_spawn on Linux).
 */
export class Forker {
  readonly #heard = new Map<number, Heard>();
  #child: ChildProcess | undefined;
  #last = 0;

  /** So that the first program need not wait for it. */
  ready(): ChildProcess {
    return (this.#child ??= this.#starts());
  }

  readonly start = (call: Call, listener: Listener): Program => {
    const by = this.ready();
    const id = (this.#last += 1);
    const started = Promise.withResolvers<Started>();
    const exited = Promise.withResolvers<Exit>();
    const closed = Promise.withResolvers<void>();
    this.#heard.set(id, {
      by,
      listener,
      started: started.resolve,
      exited: exited.resolve,
      closed: () => {
        this.#heard.delete(id);
        if (this.#heard.size === 0) by.channel?.unref();
        closed.resolve();
      },
    });
    // Only what is under way holds our process.
    by.channel?.ref();
    this.#tells({ id, start: call });
    return {
      started: started.promise,
      exited: exited.promise,
      closed: closed.promise,
      drop: () => this.#tells({ id, drop: true }),
    };
  };

  /** Lets it go, and waits until it is gone. What still runs is ended by whoever asked for it. */
  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.ref();
    if (child.connected) child.disconnect();
    if (child.exitCode === null && child.signalCode === null) await gone;
  }

  #tells(order: Order): void {
    // What it cannot hear any more, its end answers.
    this.#child?.send(order, () => undefined);
  }

  #starts(): ChildProcess {
    const child = fork(entry, {
      cwd: '/',
      env: ownProcess,
      execArgv: [],
      serialization: 'advanced',
      // Its own words go where ours go: there are none unless it breaks.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.unref();
    child.channel?.unref();
    child.on('message', (message) => this.#hears(forkerTold(message)));
    child.on('error', () => this.#lost(child));
    child.on('exit', () => this.#lost(child));
    return child;
  }

  #hears(told: Told): void {
    const its = this.#heard.get(told.id);
    if (its === undefined) return;
    if ('pid' in told) {
      its.started({ pid: told.pid });
      this.#tells({ id: told.id, known: true });
    } else if ('why' in told) {
      its.started({ why: told.why });
      its.exited({ code: null, signal: null });
      its.closed();
    } else if ('stdout' in told) void its.listener.stdout(bufferOf(told.stdout));
    else if ('stderr' in told) void its.listener.stderr(bufferOf(told.stderr));
    else if ('exit' in told) its.exited(told.exit);
    else its.closed();
  }

  /** Killed, perhaps. How its programs end nobody will hear: whoever asked ends them. */
  #lost(child: ChildProcess): void {
    if (this.#child === child) this.#child = undefined;
    for (const its of this.#heard.values()) {
      if (its.by !== child) continue;
      its.started({ why: 'what was to start it was killed', lost: true });
      its.exited({ code: null, signal: null, lost: true });
      its.closed();
    }
  }
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
