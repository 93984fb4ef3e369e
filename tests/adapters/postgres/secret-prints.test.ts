import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenLedger } from '../../../src/adapters/postgres/open-ledger.ts';
import { openRoles } from '../../../src/adapters/postgres/roles/open-roles.ts';
import type { HeldSecret } from '../../../src/config/held-secrets.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../world/silent-log.ts';
import { type RolesHere, as, ledgerOf, places, rolesHere } from './roles/roles-here.ts';

const held = (environment: string, variable: string, value: string): HeldSecret => ({
  project: 'advent',
  environment,
  path: `projects.advent.environments.${environment}.target.services.api.env.${variable}`,
  value,
});

describe('what the two workers hold', () => {
  let here: RolesHere;
  let staging: OpenLedger;
  let production: OpenLedger;
  beforeEach(async () => {
    here = await rolesHere();
    staging = await ledgerOf(here.addresses['worker-staging']);
    production = await ledgerOf(here.addresses['worker-production']);
  });
  afterEach(async () => {
    await Promise.all([staging.close(), production.close()]);
    await here.drop();
  });

  const prints = (): Promise<readonly Record<string, unknown>[]> =>
    as(here.url, async (owner) => (await owner.query('SELECT * FROM secret_prints ORDER BY name')).rows);
  const stagingHolds = (value: string) => staging.compareSecrets('staging', [held('staging', 'DATABASE_URL', value)]);
  const productionHolds = (value: string) =>
    production.compareSecrets('production', [held('production', 'POSTGRES_URL', value)]);

  it('is in the ledger as prints, never as a value, and is no trouble where it differs', async () => {
    await stagingHolds('postgres://staging:1234@db/one');
    await productionHolds('postgres://production:5678@db/two');
    const rows = await prints();
    expect(rows.map(({ environment }) => environment)).toEqual(['production', 'staging']);
    expect(JSON.stringify(rows)).not.toMatch(/1234|5678/);
    await stagingHolds('postgres://staging:1234@db/one');
    expect((await prints()).map(({ print }) => print)).toEqual(rows.map(({ print }) => print));
  });

  it('refuses whoever comes second with the same value under another name, and tells where both are', async () => {
    await stagingHolds('postgres://everything:1@db/one');
    const refused = productionHolds('postgres://everything:1@db/one');
    await expect(refused).rejects.toMatchObject({ name: 'ConfigRefused' });
    await expect(refused).rejects.toThrow(
      'projects.advent.environments.production.target.services.api.env.POSTGRES_URL: the same value as at ' +
        'projects.advent.environments.staging.target.services.api.env.DATABASE_URL. Give each environment its own',
    );
    await expect(refused).rejects.not.toThrow('everything');
    expect((await prints()).map(({ environment }) => environment)).toEqual(['staging']);
    // Mended on either side, it goes on.
    await stagingHolds('postgres://staging:1234@db/one');
    await productionHolds('postgres://everything:1@db/one');
  });

  it('is found out by exactly one of two that start at once', async () => {
    const both = await Promise.allSettled([stagingHolds('the-same-secret'), productionHolds('the-same-secret')]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('counts no more once the config names the environment no more', async () => {
    await stagingHolds('the-same-secret');
    await openRoles({ url: here.url, places: places.slice(1), clock: systemClock, log: silentLog });
    await productionHolds('the-same-secret');
  });

  it('is not compared where it is too short to be a secret', async () => {
    await stagingHolds('changed');
    await productionHolds('changed');
    expect(await prints()).toEqual([]);
  });

  it('means nothing to another installation', async () => {
    await stagingHolds('the-same-secret');
    const other = await rolesHere();
    const elsewhere = await ledgerOf(other.addresses['worker-staging']);
    await elsewhere.compareSecrets('staging', [held('staging', 'DATABASE_URL', 'the-same-secret')]);
    const found = await as(other.url, async (owner) => (await owner.query('SELECT print FROM secret_prints')).rows);
    await elsewhere.close();
    await other.drop();
    expect(found).toHaveLength(1);
    expect(found[0]?.print).not.toBe((await prints())[0]?.['print']);
  });
});
