import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { endsReadyOnce } from './ends-ready-once.ts';
import { SmallDisk } from './small-disk.ts';

const megabyte = 1024 * 1024;

describe.skipIf(!SmallDisk.isPossible())('a data folder on a disk that is full', () => {
  let theatre: Theatre;
  let disk: SmallDisk;
  let serving: string;

  beforeAll(async () => {
    theatre = await Theatre.open({ started: false });
    disk = SmallDisk.at(join(theatre.folder, 'data'), 32);
    await theatre.starts();
    serving = await theatre.stages({}, 'While there was room');
  });
  afterAll(async () => {
    // Nobody may have a file open there when it goes, apps neither.
    for (const one of theatre.processes.splice(0)) await one.stop();
    await theatre.runs(['local', 'stop']).ended;
    await disk.remove();
    await theatre.close();
  });

  it('fails a build that does not fit, in plain words; the old version serves, and the next push has room again', async () => {
    disk.fillsUp(2 * megabyte);
    const big = await theatre.pushes({ buildWrites: 8 * megabyte }, 'Does not fit');
    const card = await theatre.reads(new RegExp(`staging ❌[^\\n]*${big.slice(0, 7)}`));
    expect(card.text).toContain('The disk of the data folder is full. `build.no-space`');
    expect(card.text).toContain(`goes on serving \`${serving.slice(0, 7)}\``);
    expect(await theatre.version('staging')).toMatchObject({ commit: serving });

    disk.isFreed();
    serving = await theatre.pushes({ buildWrites: 8 * megabyte }, 'Fits again');
    await endsReadyOnce(theatre, serving);
  });

  it('shows a push that cannot even be fetched; the old version serves, and it is deployed by itself later', async () => {
    disk.fillsUp();
    expect(disk.freeBytes).toBe(0);
    const patient = await theatre.pushes({}, 'Nowhere to put it');
    const card = await theatre.reads(
      new RegExp(`${patient.slice(0, 7)}[\\s\\S]*Tries again[^\\n]*could not be fetched: [^\\n]*No space left`),
    );
    expect(card.text).toContain('Nowhere to put it');
    expect(await theatre.version('staging')).toMatchObject({ commit: serving });

    disk.isFreed();
    await endsReadyOnce(theatre, patient);
  });
});
