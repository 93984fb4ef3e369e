import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../world/free-port.ts';
import { Theatre } from '../world/theatre.ts';
import { BuildGate } from './build-gate.ts';
import { endsReadyOnce } from './ends-ready-once.ts';

let theatre: Theatre;
let gate: BuildGate;

beforeAll(async () => {
  gate = await BuildGate.open();
  theatre = await Theatre.open();
});
afterAll(async () => {
  await theatre.close();
  await gate.close();
});

describe('two copies of Greenroom on one ledger', () => {
  it('deploy a push once between them: one build, one card, one live version', async () => {
    const commit = await theatre.pushes({ buildAsks: gate.port }, 'Seen by two');
    const worker = await gate.holds(commit, theatre);
    expect(theatre.processes.map(({ pid }) => pid)).toEqual([worker]);
    // A second comes in the middle, with a door of its own as on another machine; GitHub knows the first one's.
    const second = theatre.runs(['start', '--role', 'all'], { PORT: String(await freePort()), LOG_LEVEL: 'debug' });
    await second.says('greenroom: ready');
    await second.says('another worker is at work there');

    gate.lets(commit);
    await endsReadyOnce(theatre, commit);
    expect(gate.of(commit)).toEqual({ begun: 1, done: 1, live: 0, mostAtOnce: 1 });
  });

  it('finish what the other began when that one is killed in the middle of a build', async () => {
    const commit = await theatre.pushes({ buildAsks: gate.port }, 'Survives its worker');
    const victim = await gate.holds(commit, theatre);
    const worker = theatre.processes.find(({ pid }) => pid === victim);
    worker?.kill('SIGKILL');
    expect((await worker?.ended)?.signal).toBe('SIGKILL');

    // The build that the dead one left behind never gets an answer, so what is served comes from the other.
    const heir = await gate.holds(commit, theatre, { than: victim });
    expect(theatre.processes.map(({ pid }) => pid)).toContain(heir);
    gate.lets(commit);
    await endsReadyOnce(theatre, commit);
    expect(gate.of(commit)).toEqual({ begun: 2, done: 1, live: 0, mostAtOnce: 1 });
  });
});
