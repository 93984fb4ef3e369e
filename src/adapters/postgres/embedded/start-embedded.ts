import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../../ports/log.ts';
import { describe } from '../describe.ts';
import { serverAccount } from './account.ts';
import { type Place, preparePlace } from './place.ts';
import { type Presence, bePresent } from './presence.ts';
import { type Serving, ensureServer, stopServer } from './server.ts';
import { withStartLock } from './start-lock.ts';

export interface Embedded {
  readonly url: string;
  /** Stops the server, unless another process of Greenroom uses it. Close everything that is connected first. */
  stop(): Promise<void>;
  /** True where it ran already: after a kill -9, or beside another process. */
  readonly adopted: boolean;
}

/**
 * The PostgreSQL that Greenroom brings along, as a rule in `<dataDir>/postgres`: listens on a socket where we are root, else
 * on 127.0.0.1 only, on a port that it keeps; with a password that only this user can read. While this process lives it is
 * started again should it die.
 */
export async function startEmbedded({
  dataDir,
  log,
}: {
  readonly dataDir: string;
  readonly log: Log;
}): Promise<Embedded> {
  const place = await preparePlace(dataDir, await serverAccount(), log);
  const stopping = new AbortController();
  const { serving, presence: first } = await enter(place, log);
  let presence: Presence | undefined = first;

  async function keepItRunning(): Promise<void> {
    while (presence !== undefined) {
      await presence.gone;
      if (stopping.signal.aborted) return;
      log.warn({}, 'the embedded PostgreSQL is gone; starting it again');
      presence = await enterAgain();
    }
  }

  async function enterAgain(): Promise<Presence | undefined> {
    for (let delay = 100; !stopping.signal.aborted; delay = Math.min(delay * 2, 10_000)) {
      try {
        const again = await enter(place, log);
        if (again.serving.url !== serving.url) {
          log.error({}, 'the embedded PostgreSQL listens elsewhere now: restart Greenroom to use it');
        }
        return again.presence;
      } catch (error) {
        log.error({ error: describe(error), again: delay }, 'the embedded PostgreSQL could not be started again');
      }
      await wait(delay, undefined, { signal: stopping.signal }).catch(() => {});
    }
    return undefined;
  }

  /** Under the start lock: a newcomer that has found this server is counted before we ask whether we are the last. */
  async function leave(): Promise<void> {
    // A session of its own to ask by: the one kept so far may be as dead as the server.
    const asking = await bePresent(serving.home, log).catch(() => undefined);
    await presence?.end().catch(() => {});
    const last = await asking?.isLast();
    await asking?.end();
    if (last === true) await stopServer(place);
  }

  const keeping = keepItRunning();
  let stopped: Promise<void> | undefined;
  return {
    url: serving.url,
    adopted: serving.adopted,
    stop: () => {
      stopping.abort();
      // A start that is under way holds the lock; what it ends with is in `presence` when we get it.
      stopped ??= withStartLock(place.folder, leave).then(() => keeping);
      return stopped;
    },
  };
}

async function enter(place: Place, log: Log): Promise<{ serving: Serving; presence: Presence }> {
  return withStartLock(place.folder, async () => {
    const serving = await ensureServer(place, log);
    return { serving, presence: await bePresent(serving.home, log) };
  });
}
