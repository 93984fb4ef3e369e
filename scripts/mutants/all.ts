import { acceptanceMutants } from './acceptance.ts';
import { frontendMutants } from './frontends.ts';
import { guardMutants, layerMutants } from './guards.ts';
import { halfWayMutants } from './half-way.ts';
import { isolationMutants } from './isolation.ts';
import { kitMutants } from './kit.ts';
import { leaseMutants } from './leases.ts';
import type { Mutant } from './mutant.ts';
import { nothingSilentMutants } from './nothing-silent.ts';
import { hostileUsersMutants } from './hostile-users.ts';
import { packagesMutants } from './packages.ts';
import { stageMutants } from './stage.ts';
import { unableMutants } from './unable.ts';

/** Every way of breaking Greenroom that a story has to notice (`npm run mutants`). */
export const allMutants: readonly Mutant[] = [
  ...guardMutants,
  ...layerMutants,
  ...leaseMutants,
  ...halfWayMutants,
  ...nothingSilentMutants,
  ...unableMutants,
  ...kitMutants,
  ...stageMutants,
  ...acceptanceMutants,
  ...frontendMutants,
  ...isolationMutants,
  ...packagesMutants,
  ...hostileUsersMutants,
];
