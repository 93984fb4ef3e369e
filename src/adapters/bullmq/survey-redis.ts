import { Redis } from 'ioredis';
import { NotTaken, look } from '../../platform/ask-json.ts';
import { type Patience, inTime } from '../../platform/patience.ts';
import type { RedisSeen } from '../../ports/survey.ts';

/** One connection that tries once. Writes nothing; what a managed Redis does not show is told as not seen. */
export async function surveyRedis(url: string, patience: Patience): Promise<RedisSeen> {
  return inTime(patience, async (over) => survey(url, patience, over));
}

async function survey(url: string, patience: Patience, over: AbortSignal): Promise<RedisSeen> {
  const redis = new Redis(url, {
    lazyConnect: true,
    // Our patience is the limit, by our clock.
    connectTimeout: 0,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableOfflineQueue: false,
  });
  // Without a listener a lost connection would end the process; what is asked rejects anyway.
  let broke: Error | undefined;
  redis.on('error', (error: Error) => (broke = error));
  over.addEventListener('abort', () => redis.disconnect());
  try {
    await redis.connect();
    const info = linesOf(await redis.info('server'));
    const setting = async (name: string): Promise<string> => {
      const answer: unknown = await redis.config('GET', name);
      const value: unknown = Array.isArray(answer) ? answer[1] : undefined;
      if (typeof value !== 'string') throw new Error(`${name} is not shown`);
      return value;
    };
    const [appendOnly, eviction] = await Promise.all([
      look(async () => (await setting('appendonly')) === 'yes', patience),
      look(async () => setting('maxmemory-policy'), patience),
    ]);
    const { hostname, password } = new URL(url);
    return {
      version: info.get('valkey_version') ?? info.get('redis_version') ?? 'of unknown version',
      appendOnly,
      eviction,
      password: password !== '',
      loopback: ['localhost', '127.0.0.1', '[::1]'].includes(hostname),
    };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/^(NOAUTH|WRONGPASS|ERR invalid password)/.test(broke?.message ?? said))
      throw new NotTaken('Redis refuses this user or password');
    throw new Error(broke?.message ?? said, { cause: error });
  } finally {
    redis.disconnect();
  }
}

/** `name:value` lines, which is the protocol’s own form of INFO (redis.io, INFO). */
function linesOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\r\n').flatMap((line) => {
      const at = line.indexOf(':');
      return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
}
