import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createConsumer } from '../../src/adapters/bullmq/create-consumer.ts';
import { createQueue } from '../../src/adapters/bullmq/create-queue.ts';
import { freePort } from '../world/free-port.ts';
import { silentLog } from '../world/silent-log.ts';
import { until } from '../world/until.ts';
import { quietLine } from './quiet-line.ts';
import { redisInstalled, redisProgram } from './stores.ts';

async function redisHere(): Promise<{ readonly port: number; readonly redis: Redis }> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(redisProgram, args, { stdio: 'ignore', cwd: tmpdir() });
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  onTestFinished(async () => {
    redis.disconnect();
    server.kill('SIGKILL');
    await once(server, 'exit');
  });
  await redis.ping();
  return { port, redis };
}

describe.skipIf(!redisInstalled)('a Redis that hands over to another one', () => {
  test('and goes on answering is left: who asks and who works find the new one', async () => {
    const before = await redisHere();
    const after = await redisHere();
    let port = before.port;
    const line = await quietLine(() => port);
    onTestFinished(() => line.close());
    const store = { kind: 'redis', url: `redis://127.0.0.1:${String(line.port)}` } as const;
    const queue = createQueue(store, silentLog);
    onTestFinished(() => queue.close());
    const done: string[] = [];
    const handler = async (id: string): Promise<void> => void done.push(id);
    const consumer = createConsumer(store, 'staging', handler, {}, silentLog);
    onTestFinished(() => consumer.close(1_000));
    await consumer.start();
    await queue.add('staging', 'first');
    await until('the first is done', () => done.includes('first'));

    // The name leads to the new one; whoever is connected to the old one stays so, and may only read there.
    port = after.port;
    await before.redis.replicaof('127.0.0.1', after.port);

    const takes = (): Promise<boolean> =>
      queue.add('staging', 'second').then(
        () => true,
        () => false,
      );
    await until('it takes the next one', takes);
    await until('the next one is done', () => done.includes('second'));
    expect(done).toEqual(['first', 'second']);
  });
});
