import { describe, expect, it } from 'vitest';
import type { AppIdentity } from '../../src/core/isolation.ts';
import type { ReasonCode } from '../../src/core/reason.ts';
import { storedIsolation } from '../../src/guards/read-isolation.ts';
import { createStageWatch } from '../../src/jobs/stage/watch-stage.ts';
import { type Stage, cast, config, stage } from './stage.ts';

const staging = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const cara = { discordId: cast.cara, name: 'cara' };
const hour = 3_600_000;

async function ready(on: 'memory' | 'roles' = 'memory'): Promise<Stage> {
  const here = await stage(config, on);
  await here.pushes('one');
  await here.looksAround();
  return here;
}
const seeds = (here: Stage) => here.wants({ ...staging, kind: 'seed', actor: cara, input: { scenario: 'draw day' } });
const seeded = (here: Stage) => here.world.effects.includes('seed staging');
const doctor = async (here: Stage) => {
  const { ledger, projects, clock, testServer } = here.workers.staging.use;
  return storedIsolation({ ledger, projects, clock, testServer }, 'advent', 'staging');
};
async function goesLive(here: Stage): Promise<void> {
  await here.promotes('ana');
  await here.reacts('ben');
}
function says(here: Stage, place: 'staging' | 'production', change: Partial<AppIdentity>): void {
  const was = here.app.identities[place];
  if (typeof was === 'string') throw new Error(was);
  here.app.identities[place] = { ...was, ...change };
}
const prints = (more: Record<string, string>) => ({ prints: { database: 'db-s', redis: 'r-s', ...more } });

/** What staging has in common with production, or what is not known; and the words in which both places are named. */
const shared: Record<
  string,
  { readonly code: ReasonCode; readonly make: (here: Stage) => void; readonly names?: string }
> = {
  'the database': {
    code: 'isolation.shared-database',
    make: (here) => says(here, 'staging', prints({ database: 'db-p' })),
    names: 'database of staging is database of production',
  },
  'Redis, under another name': {
    code: 'isolation.shared-redis',
    make: (here) => says(here, 'staging', prints({ 'redis.itself': 'r-p' })),
    names: 'redis.itself of staging is redis of production',
  },
  'a secret that was pasted under another name': {
    code: 'isolation.shared-secret',
    make: (here) => says(here, 'staging', prints({ 'secrets.PAYMENTS': 'p' })),
    names: 'secrets.PAYMENTS of staging is secret.A of production',
  },
  'staging’s app does not answer': {
    code: 'isolation.staging-unknown',
    make: (here) => void (here.app.identities.staging = 'nobody listens there'),
  },
  'staging’s app names nothing': {
    code: 'isolation.staging-unknown',
    make: (here) => says(here, 'staging', { prints: {} }),
  },
  'what answers for staging is production': {
    code: 'isolation.wrong-environment',
    make: (here) => says(here, 'staging', { environment: 'production', isProduction: true }),
  },
  'staging’s Discord application is elsewhere too': {
    code: 'isolation.discord-elsewhere',
    make: (here) => says(here, 'staging', { guilds: ['100000000000000001', '999999999999999999'] }),
    names: '999999999999999999',
  },
  'staging’s Discord application is in no server': {
    code: 'isolation.discord-elsewhere',
    make: (here) => says(here, 'staging', { guilds: [] }),
    names: 'in no server',
  },
  'staging’s app could not ask Discord': {
    code: 'isolation.staging-unknown',
    make: (here) => says(here, 'staging', { guilds: 'unknown' }),
    names: 'could not ask Discord',
  },
};

for (const [what, place, application, names] of [
  [
    'staging’s app says another Discord application than the config',
    'staging',
    'another',
    'staging’s app says another',
  ],
  [
    'staging’s app names no Discord application, and the config does',
    'staging',
    'not-named',
    'staging’s app names none',
  ],
  ['production’s app says another Discord application', 'production', 'another', 'production’s app says another one'],
] as const)
  shared[what] = {
    code: 'isolation.discord-application-other',
    make: (here) => says(here, place, { application }),
    names,
  };

describe('R4.1 E1.1 E3.1 E7.4 E9.2 where staging has something in common with production, its tools are closed', () => {
  it.each(Object.keys(shared))('%s', async (what) => {
    const here = await ready();
    await goesLive(here);
    await here.looksAround();
    const { code, make, names = '' } = shared[what] ?? {};
    make?.(here);
    await here.looksAround();
    const answer = await seeds(here);
    expect(answer.code).toBe(code);
    expect(answer.lines.join()).toContain(names);
    expect(seeded(here)).toBe(false);
    await here.looksAround();
    expect(await doctor(here)).toMatchObject({ no: code });
  });

  it('twin: its Discord application is the config’s, and in the test server alone', async () => {
    const here = await ready();
    await goesLive(here);
    says(here, 'staging', { guilds: ['100000000000000001'], application: 'as-configured' });
    says(here, 'production', { application: 'as-configured' });
    await here.looksAround();
    expect((await seeds(here)).code).toBe('request.done');
    expect(seeded(here)).toBe(true);
  });

  it('twin: with nothing in common they are open, by what each worker wrote with its own role', async () => {
    const here = await ready('roles');
    await goesLive(here);
    expect((await seeds(here)).code).toBe('isolation.production-unknown');
    await here.looksAround();
    expect((await seeds(here)).code).toBe('request.done');
    expect(await doctor(here)).toEqual({ yes: 'nothing is shared with production' });
  });
});

describe('what is known of production', () => {
  it('is asked before staging’s tools open: nobody has, so they are closed', async () => {
    const here = await stage(config);
    await here.pushes('one');
    expect((await seeds(here)).code).toBe('isolation.production-unknown');
  });

  it('nothing runs there, by its target’s own word: there is nothing to be kept from', async () => {
    const here = await ready();
    here.app.identities.production = 'nobody listens there';
    await here.looksAround();
    expect((await seeds(here)).code).toBe('request.done');
  });

  it('it was changed since: that is asked anew first', async () => {
    const here = await ready();
    await goesLive(here);
    expect((await seeds(here)).code).toBe('isolation.production-unknown');
    await here.looksAround();
    expect((await seeds(here)).code).toBe('request.done');
  });

  it('its worker has not been heard of for over an hour', async () => {
    const here = await ready();
    await goesLive(here);
    await here.looksAround();
    here.clock.ahead += hour + 1;
    const answer = await seeds(here);
    expect(answer.code).toBe('isolation.production-unknown');
    expect(answer.lines.join()).toContain('too long ago');
    expect(seeded(here)).toBe(false);
  });

  it('its app does not answer any more', async () => {
    const here = await ready();
    await goesLive(here);
    here.app.identities.production = 'nobody listens there';
    await here.looksAround();
    expect((await seeds(here)).code).toBe('isolation.production-unknown');
    expect(seeded(here)).toBe(false);
  });
});

it('what was so when it was wished does not count: it is asked again right before the effect', async () => {
  const here = await ready();
  await goesLive(here);
  await here.looksAround();
  const { leases } = here.workers.staging.use.ledger;
  const acquire = leases.acquire.bind(leases);
  Object.assign(leases, {
    acquire: async (place: Parameters<typeof acquire>[0]) => {
      says(here, 'staging', prints({ database: 'db-p' }));
      return acquire(place);
    },
  });
  expect((await seeds(here)).code).toBe('isolation.shared-database');
  expect(seeded(here)).toBe(false);
});

it('the operator hears it once, with the remedy, and hears when it is well again', async () => {
  const here = await ready();
  const said: string[] = [];
  const { use } = here.workers.staging;
  const log = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
  Object.assign(use, { log: { ...use.log, warn: log, info: log } });
  const look = createStageWatch(use);
  const { signal } = new AbortController();
  here.app.identities.staging = 'nobody listens there';
  await look(signal);
  await look(signal);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^staging’s tools are closed .*isolation\.staging-unknown.*remedy/);
  here.app.identities.staging = { environment: 'staging', isProduction: false, ...prints({}) };
  await look(signal);
  expect(said[1]).toMatch(/^staging may be played with/);
});
