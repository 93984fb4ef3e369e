import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresServer, type StoreServer } from '../contract/stores.ts';
import { Theatre } from '../world/theatre.ts';
import { BuildGate } from './build-gate.ts';
import { endsReadyOnce } from './ends-ready-once.ts';
import { pushAnswer } from './push-answer.ts';

let postgres: StoreServer;
let theatre: Theatre;
let gate: BuildGate;

beforeAll(async () => {
  // One of its own, since it dies here; ledger and queue both live in it.
  postgres = await postgresServer();
  gate = await BuildGate.open();
  theatre = await Theatre.open({ env: { DATABASE_URL: postgres.directUrl } });
});
afterAll(async () => {
  await theatre.close();
  await gate.close();
  await postgres.remove();
});

const readiness = async (): Promise<number> => (await fetch(`http://127.0.0.1:${theatre.ports.web}/readyz`)).status;

describe('a PostgreSQL that dies in the middle of a deployment', () => {
  it('delays: pushes meanwhile are answered 503, and all of them end ready, once, when it is back', async () => {
    const serving = await theatre.stages({}, 'Before');
    const held = await theatre.pushes({ buildAsks: gate.port }, 'In the middle');
    await gate.holds(held, theatre);
    await postgres.stop();

    const untold = await theatre.pushes({ buildAsks: gate.port }, 'While it was away');
    expect(await pushAnswer(theatre, untold)).toBe(503);
    expect(await readiness()).toBe(503);
    expect(await theatre.version('staging')).toMatchObject({ commit: serving });
    // The build comes to its end while there is nobody to write that down.
    gate.lets(held);
    // Away until the worker has let go of the deployment, not just for the blink that a second try outlives.
    await theatre.processes[0]?.says('a lease is not given back yet');

    await postgres.start();
    await endsReadyOnce(theatre, held);
    await gate.holds(untold, theatre);
    gate.lets(untold);
    await endsReadyOnce(theatre, untold);
    for (const commit of [held, untold]) expect(gate.of(commit)).toMatchObject({ live: 0, mostAtOnce: 1 });
    expect(await readiness()).toBe(200);
    expect(theatre.processes).toHaveLength(1);
  });
});
