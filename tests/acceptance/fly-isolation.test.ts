import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Machine } from '../../standins/fly/machine.ts';
import { type FlyStandin, startFly } from '../../standins/fly/start.ts';
import { flyApps } from '../world/places-on-fly.ts';
import { Theatre } from '../world/theatre.ts';

/** One Greenroom whose both environments are apps on Fly, and what keeps the two apart. */
let fly: FlyStandin;
let theatre: Theatre;
beforeAll(async () => {
  fly = await startFly();
  theatre = await Theatre.open({ fly });
});
afterAll(async () => {
  await theatre.close();
  await fly.close();
});

const machinesOf = (place: 'staging' | 'production'): readonly Machine[] => fly.world.machinesOf(flyApps[place]);

/** As `fly scale memory` does it. */
function scales(place: 'staging' | 'production', memory: number): void {
  for (const machine of machinesOf(place))
    machine.config = { ...machine.config, guest: { cpu_kind: 'shared', cpus: 1, memory_mb: memory } };
}

/** A machine beside what serves staging. */
async function leaves(metadata: Record<string, string>): Promise<Machine> {
  const app = fly.world.apps.get(flyApps.staging);
  const [serving] = machinesOf('staging');
  if (app === undefined || serving === undefined) throw new Error('nothing serves yet');
  return fly.world.makeMachine(app, { ...serving.config, services: [], metadata }, { launch: true });
}

describe('staging and production on Fly', () => {
  it('R4.1 are apps of their own with a token each, and Greenroom never used one for the other', async () => {
    const commit = await theatre.stages();
    await theatre.promotes(commit);
    const [staging] = machinesOf('staging');
    const [production] = machinesOf('production');
    expect(staging?.app).not.toBe(production?.app);
    // The one question that staging's token was asked about production was answered with no.
    const asked = fly.world.requests.filter((one) => one.startsWith(`GET /v1/apps/${flyApps.production} `));
    expect(asked.some((one) => one.endsWith(' 404'))).toBe(true);
  });

  it('R4.1 do not start where staging’s token opens production, and it is said which one', async () => {
    const open = fly.world.addToken({ organisation: 'acme' });
    const { code, output } = await theatre.runs(['start', '--role', 'worker-staging'], { FLY_STAGING_API: open }).ended;
    expect(code).toBe(2);
    expect(output).toContain(`the token of ${flyApps.staging} (staging) opens production’s app ${flyApps.production}`);
    expect(output).not.toContain(open);
  });

  it('R4.2 whose machines differ in size show it, and nothing is promoted until they are alike', async () => {
    scales('staging', 1024);
    const commit = await theatre.stages({}, 'More room on staging');
    const card = await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*Other constraints than production`));
    expect(card.text).toContain('1 shared CPU, 1024 MB on staging; 1 shared CPU, 256 MB in production');
    const asked = await theatre.asksForProduction(commit);
    theatre.reacts('ben', asked);
    await theatre.reads(/approved, held[\s\S]*constraints\.differ/);
    expect(await theatre.version('production')).not.toMatchObject({ commit });
    scales('production', 1024);
    // Any look at the card evaluates it: nobody has to ask again.
    theatre.reacts('cara', asked);
    await theatre.reads(new RegExp(`production ✅[^\\n]*${commit.slice(0, 7)}`));
    await theatre.serves('production', commit);
  });

  it('R4.3 say on every machine and in every name which is which', async () => {
    for (const place of ['staging', 'production'] as const)
      for (const { config } of machinesOf(place)) {
        expect(config.metadata).toMatchObject({ environment: place, 'managed-by': 'greenroom', project: 'advent' });
        expect(config.env).toMatchObject({ APP_ENV: place, IS_PRODUCTION: String(place === 'production') });
      }
    expect(flyApps.staging).toMatch(/-staging$/);
  });

  it('R4.4 what is left in staging is listed with its age, and removed by the button under the list alone', async () => {
    const suite = await leaves({ 'managed-by': 'greenroom', greenroom: 'suite', suite: 'integration' });
    const byHand = await leaves({});
    await theatre.types('ana', 'cleanup');
    await theatre.hears('ana', new RegExp(`machine ${suite.id} of ${flyApps.staging}: suite integration, started`));
    expect(suite.state).toBe('started');
    const list = theatre.shown('deployments', 'ana').findLast(({ text }) => text.includes(suite.id));
    const message = theatre.discord.world
      .messages(theatre.ids.deployments, theatre.ids.ana)
      .find(({ id }) => id === list?.id);
    const button = /"custom_id":"(clean-up:[^"]+)"/.exec(JSON.stringify(message?.components))?.[1] ?? '';
    await theatre.discord.world.click(theatre.ids.ana, list?.id ?? '', button);
    await theatre.hears('ana', new RegExp(`Removed machine ${suite.id}`));
    expect(suite.state).toBe('destroyed');
    // What somebody has started by hand and that still runs is theirs.
    expect(byHand.state).toBe('started');
    expect(machinesOf('staging').filter(({ state }) => state === 'started').length).toBeGreaterThan(1);
    await theatre.types('ana', 'cleanup');
    await theatre.hears('ana', /Nothing is left in staging/);
  });

  it('R4.4 C5 production is neither listed nor cleaned up', async () => {
    const before = machinesOf('production').map(({ id, state }) => `${id} ${state}`);
    await theatre.types('ben', 'cleanup', { environment: 'production' });
    await theatre.hears('ben', /environment\.production-refused/);
    expect(machinesOf('production').map(({ id, state }) => `${id} ${state}`)).toEqual(before);
  });

  it('nobody sent Fly anything that it would not take', () => {
    expect(fly.world.violations).toEqual([]);
  });
});
