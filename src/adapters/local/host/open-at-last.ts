import type { Address } from './public-door.ts';

const hour = 3_600_000;
const day = 24 * hour;

interface Door {
  readonly address: Address;
  readonly open: () => Promise<void>;
}

export interface Patience {
  /** Whether the door is still to be opened. */
  readonly wanted: () => boolean;
  readonly pause: () => Promise<void>;
  /** A line of the host's log, which nobody empties. */
  readonly say: (line: string) => void;
  /** Milliseconds since anything. */
  readonly now: () => number;
}

/**
 * Until the door is open, or is not wanted any more. Why it is not is said at once, and then ever more seldom, at last
 * once a day: whoever has taken the port may keep it for weeks.
 */
export async function openAtLast(door: Door, { wanted, pause, say, now }: Patience): Promise<void> {
  const { host, port } = door.address;
  const began = now();
  /** What was said already → when it is said again, and how long after that. */
  const told = new Map<string, { readonly next: number; readonly silence: number }>();
  while (wanted()) {
    try {
      await door.open();
      if (told.size > 0) say(`${host}:${port} is listened on, after ${inWords(now() - began)}`);
      return;
    } catch (error) {
      const why = whyShut(error, door.address);
      const at = now();
      const before = told.get(why);
      if (before === undefined || at >= before.next) {
        const silence = before === undefined ? hour : Math.min(2 * before.silence, day);
        told.set(why, { next: at + silence, silence });
        say(
          before === undefined
            ? `${why}. It is tried again until it works`
            : `still so after ${inWords(at - began)}: ${why}`,
        );
      }
    }
    await pause();
  }
}

function inWords(milliseconds: number): string {
  if (milliseconds < 60_000) return `${Math.round(milliseconds / 1000)} s`;
  return milliseconds < hour ? `${Math.round(milliseconds / 60_000)} m` : `${Math.round(milliseconds / hour)} h`;
}

/** Why an address cannot be listened on, with what to do. `there`: the environment's own service that listens there. */
export function whyShut(error: unknown, { host, port }: Address, there?: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE' && there !== undefined)
    return `${there} of this environment still listens on ${host}:${port}; bring ${there} to its new port first, in a change of its own, or choose another port in the config`;
  if (code === 'EADDRINUSE')
    return `another program listens on ${host}:${port}; end it, or choose another port in the config. Another environment of Greenroom’s? Then bring that to its new port first; two that exchange theirs go through a third`;
  if (code === 'EACCES') return `${host}:${port} may not be listened on by this user; choose a port above 1023`;
  return `${host}:${port} cannot be listened on: ${error instanceof Error ? error.message : String(error)}`;
}
