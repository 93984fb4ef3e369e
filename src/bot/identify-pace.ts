import type { IIdentifyThrottler } from 'discord.js';
import type { Clock } from '../ports/clock.ts';

const remembered = 15 * 60_000;
/** Of the sixth and every later IDENTIFY within 15 minutes: 720 a day at most. */
const longest = 120_000;
const waits = [0, 0, 5_000, 20_000, 60_000];

/**
 * Discord resets the TOKEN of a bot that identifies more than 1000 times in 24 hours, and the client tries again about
 * twice a second, for ever, at a gateway that hangs up at once. So each further IDENTIFY waits longer.
 */
export function identifyPace(clock: Clock): IIdentifyThrottler {
  let times: number[] = [];
  return {
    waitForIdentify: async (_shard, signal) => {
      times = times.filter((time) => clock.now() - time < remembered);
      const wait = waits[times.length] ?? longest;
      if (wait > 0) await clock.wait(wait, signal);
      // The client tells an abandoned connection by the rejection; resolving would identify on a dead socket.
      if (signal.aborted) throw new Error('this connection attempt was given up');
      times.push(clock.now());
    },
  };
}
