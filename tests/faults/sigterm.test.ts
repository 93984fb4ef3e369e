import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ended } from '../world/greenroom-process.ts';
import { Theatre } from '../world/theatre.ts';
import { BuildGate } from './build-gate.ts';
import { endsReadyOnce } from './ends-ready-once.ts';

let theatre: Theatre;
let gate: BuildGate;

beforeAll(async () => {
  gate = await BuildGate.open();
  theatre = await Theatre.open({ started: false });
});
afterAll(async () => {
  await theatre.close();
  await gate.close();
});

const everybodyStops = (): Promise<Ended[]> => Promise.all(theatre.processes.splice(0).map((one) => one.stop()));

describe('SIGTERM in the middle of a deployment', () => {
  it('ends Greenroom by itself, with the word that the build is handed over, and the next start finishes it', async () => {
    await theatre.starts();
    const commit = await theatre.pushes({ buildAsks: gate.port }, 'Interrupted');
    const building = new RegExp(`staging ⏳ running · ${commit.slice(0, 7)}[\\s\\S]*Now: \\*\\*build\\*\\*`);
    await gate.holds(commit, theatre);
    await theatre.reads(building);

    // The build is not let go: the story ends in time only if Greenroom does not wait for it.
    const ended = await everybodyStops();
    expect(ended).toEqual([
      { code: 0, signal: null, output: expect.stringContaining('greenroom: SIGTERM, finishing what is under way') },
    ]);
    expect(ended[0]?.output).toContain('greenroom: advent/staging: handed over; the next worker goes on with it.');
    expect(gate.of(commit)).toEqual({ begun: 1, done: 0, live: 0, mostAtOnce: 1 });
    // An end that is none is not told as one.
    expect(theatre.shown().map(({ text }) => text)).toEqual([expect.stringMatching(building)]);

    gate.lets(commit);
    await theatre.starts();
    await endsReadyOnce(theatre, commit);
    expect(gate.of(commit)).toEqual({ begun: 2, done: 1, live: 0, mostAtOnce: 1 });
  });

  it('ends a Greenroom that has nothing in hand without a word of handing over', async () => {
    if (theatre.processes.length === 0) await theatre.starts();
    const ended = await everybodyStops();
    expect(ended.map(({ code }) => code)).toEqual([0]);
    expect(ended[0]?.output).not.toContain('handed over');
  });
});
