import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisInstalled, redisServer, type StoreServer } from '../contract/stores.ts';
import { Theatre } from '../world/theatre.ts';
import { BuildGate } from './build-gate.ts';
import { endsReadyOnce } from './ends-ready-once.ts';
import { pushAnswer } from './push-answer.ts';

describe.skipIf(!redisInstalled)('a Redis that dies in the middle of a deployment and comes back empty', () => {
  let redis: StoreServer;
  let theatre: Theatre;
  let gate: BuildGate;

  beforeAll(async () => {
    redis = await redisServer();
    gate = await BuildGate.open();
    theatre = await Theatre.open({ redisUrl: redis.directUrl });
  });
  afterAll(async () => {
    await theatre.close();
    await gate.close();
    await redis.remove();
  });

  it('takes nothing along: what was begun ends without it, what came meanwhile and later ends with the new one', async () => {
    const begun = await theatre.pushes({ buildAsks: gate.port }, 'In the middle');
    await gate.holds(begun, theatre);
    await redis.stop();

    const meanwhile = await theatre.pushes({ buildAsks: gate.port }, 'While it was away');
    // The ledger has it, and that is all that GitHub has to know.
    expect(await pushAnswer(theatre, meanwhile)).toBe(202);
    await theatre.processes[0]?.says('queue is away: the intent waits in the ledger');
    gate.lets(begun);
    await endsReadyOnce(theatre, begun);

    await redis.start();
    gate.lets(meanwhile);
    await endsReadyOnce(theatre, meanwhile);

    const later = await theatre.pushes({ buildAsks: gate.port }, 'After it came back');
    gate.lets(later);
    await endsReadyOnce(theatre, later);
    for (const commit of [begun, meanwhile, later])
      expect(gate.of(commit)).toEqual({ begun: 1, done: 1, live: 0, mostAtOnce: 1 });
  });
});
