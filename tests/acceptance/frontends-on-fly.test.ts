import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlyStandin, startFly } from '../../standins/fly/start.ts';
import { flyFronts, tinyFront } from '../world/tiny-front.ts';
import { Theatre } from '../world/theatre.ts';

let fly: FlyStandin;
let theatre: Theatre;

async function opens(front: 'told at run time' | 'built for each'): Promise<void> {
  fly = await startFly();
  theatre = await Theatre.open({ fly, front });
}
async function closes(): Promise<void> {
  await theatre.close();
  await fly.close();
}

const digestsOf = (app: string): readonly string[] => [
  ...new Set(fly.world.machinesOf(app).map((machine) => machine.running.image.digest)),
];
const builds = (): number => fly.world.flyctlCalls.filter((argv) => argv.includes('--build-only')).length;

describe('a frontend that is told at run time, on Fly', () => {
  beforeAll(() => opens('told at run time'));
  afterAll(closes);

  it('R2.1 R2.3 R5.2 asks the backend of its own environment, from one and the same image', async () => {
    const commit = await theatre.stages({ lostWhenGreeted: 'never' });
    const { staging, production } = theatre.ports;
    expect(await theatre.frontSays('staging')).toMatchObject({ apiUrl: `http://127.0.0.1:${staging}` });
    await theatre.promotes(commit);
    expect(await theatre.frontSays('production')).toMatchObject({ apiUrl: `http://127.0.0.1:${production}` });
    expect(digestsOf(flyFronts.production)).toEqual(digestsOf(flyFronts.staging));
  });

  it('R2.1 that points at another backend fails, and the image before serves again', async () => {
    const before = digestsOf(flyFronts.staging);
    const lies = tinyFront({ lies: { staging: 'http://elsewhere.test' } });
    const bad = await theatre.pushes({}, 'Points elsewhere', { files: lies });
    await theatre.reads(new RegExp(`${bad.slice(0, 7)}[\\s\\S]*verify\\.wrong-config`));
    expect(digestsOf(flyFronts.staging)).toEqual(before);
    expect(await theatre.frontSays('staging')).toMatchObject({ apiUrl: `http://127.0.0.1:${theatre.ports.staging}` });
  });

  it('R2.4 gets changed values by itself on staging and after its own approval in production, in the same image', async () => {
    await theatre.stages();
    const images = digestsOf(flyFronts.production);
    const before = builds();
    await theatre.reconfigures('services.web.config.values', { apiUrl: '{api.url}', title: 'Winter' });
    await theatre.reads(/staging ✅ ready[\s\S]*Configuration changed:[^\n]*web\.config\.title/);
    expect(await theatre.frontSays('staging')).toMatchObject({ title: 'Winter' });
    expect(await theatre.frontSays('production')).toMatchObject({ title: 'Advent' });
    theatre.reacts('ben', await theatre.reads(/needs approval[\s\S]*Only the configuration[^\n]*web\.config\.title/));
    await theatre.reads(/production ✅ live[\s\S]*Only the configuration/);
    expect(await theatre.frontSays('production')).toMatchObject({ title: 'Winter' });
    expect(digestsOf(flyFronts.production)).toEqual(images);
    expect(builds()).toBe(before);
  });

  it('R2.4 R5.4 goes back to the values before where it does not answer with the new ones', async () => {
    // Of this commit the frontend says in production what it was told only as long as that is “Winter”.
    const commit = await theatre.pushes({}, 'Stuck on winter', {
      files: tinyFront({ stuckIn: { production: 'Winter' } }),
    });
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    await theatre.promotes(commit);
    await theatre.reconfigures('services.web.config.values', { apiUrl: '{api.url}', title: 'Spring' });
    theatre.reacts('ben', await theatre.reads(/needs approval[\s\S]*Only the configuration[^\n]*web\.config\.title/));
    await theatre.reads(/production [^\n]*rolled back[\s\S]*verify\.wrong-config/);
    const [machine] = fly.world.machinesOf(flyFronts.production);
    expect(machine?.config.env?.['GREENROOM_RUNTIME_CONFIG']).toContain('Winter');
  });

  it('nobody sent Fly anything that it would not take', () => {
    expect(fly.world.violations).toEqual([]);
  });
});

describe('a frontend that is built for each environment, on Fly', () => {
  beforeAll(() => opens('built for each'));
  afterAll(closes);

  it('R2.1 R5.1 R5.2 has each image built with the commit; production gets its own, by digest, and nothing is built then', async () => {
    const commit = await theatre.stages();
    expect(await theatre.frontPage('staging')).toContain(`asks http://127.0.0.1:${String(theatre.ports.staging)}`);
    // The backend once, the frontend twice.
    expect(builds()).toBe(3);
    const card = await theatre.asksForProduction(commit);
    const [, tested = '', production = ''] =
      /web: staging `([0-9a-f]{12})` · production `([0-9a-f]{12})`/.exec(card.text) ?? [];
    expect(digestsOf(flyFronts.staging)).toEqual([expect.stringContaining(`sha256:${tested}`)]);
    theatre.reacts('ben', card);
    await theatre.serves('production', commit);
    await theatre.reads(new RegExp(`production ✅[^\n]*${commit.slice(0, 7)}`));
    expect(digestsOf(flyFronts.production)).toEqual([expect.stringContaining(`sha256:${production}`)]);
    expect(production).not.toBe(tested);
    expect(await theatre.frontPage('production')).toContain(
      `asks http://127.0.0.1:${String(theatre.ports.production)}`,
    );
    expect(builds()).toBe(3);
  });

  it('nobody sent Fly anything that it would not take', () => {
    expect(fly.world.violations).toEqual([]);
  });
});
