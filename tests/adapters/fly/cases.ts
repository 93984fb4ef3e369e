import { type FlyCase, good } from './cases/case.ts';
import { ofFlyctl } from './cases/of-flyctl.ts';
import { ofMachines } from './cases/of-machines.ts';
import { ofMigrations } from './cases/of-migrations.ts';
import { ofVersions } from './cases/of-versions.ts';

/**
 * Every failure of the reference's section 6 and every lie of its section 0 while a new version is brought to staging
 * where an old one serves: what happens, and the only right verdict.
 */
export const cases: readonly FlyCase[] = [
  { name: 'all is as it should be', fact: '§1.2', wanted: good },
  { name: 'two machines, both well', fact: '§1.3', machines: 2, wanted: good },
  ...ofFlyctl,
  ...ofVersions,
  ...ofMachines,
  ...ofMigrations,
];
