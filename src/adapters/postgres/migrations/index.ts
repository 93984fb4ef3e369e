import type { Migration } from 'kysely/migration';
import { intake } from './0001-intake.ts';
import { releases } from './0002-releases.ts';
import { deployments } from './0003-deployments.ts';
import { leasesAndProjections } from './0004-leases-and-projections.ts';
import { audit } from './0005-audit.ts';
import { claimers } from './0006-claimers.ts';
import { appliedMigrations } from './0007-applied-migrations.ts';
import { locks } from './0008-locks.ts';
import { freezes } from './0009-freezes.ts';
import { evidenceEnds } from './0010-evidence-ends.ts';
import { leavesProduction } from './0011-leaves-production.ts';
import { separation } from './0012-separation.ts';
import { configChange } from './0013-config-change.ts';
import { stageTools } from './0014-stage-tools.ts';
import { deliveryBodies } from './0015-delivery-bodies.ts';
import { outages } from './0016-outages.ts';

/** In order. A migration that has been released is never changed; another one is added. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-intake': intake,
  '0002-releases': releases,
  '0003-deployments': deployments,
  '0004-leases-and-projections': leasesAndProjections,
  '0005-audit': audit,
  '0006-claimers': claimers,
  '0007-applied-migrations': appliedMigrations,
  '0008-locks': locks,
  '0009-freezes': freezes,
  '0010-evidence-ends': evidenceEnds,
  '0011-leaves-production': leavesProduction,
  '0012-separation': separation,
  '0013-config-change': configChange,
  '0014-stage-tools': stageTools,
  '0015-delivery-bodies': deliveryBodies,
  '0016-outages': outages,
};

/** Name of the newest one: the version that an export carries. */
export const schemaVersion: string = Object.keys(migrations).at(-1) ?? '';
