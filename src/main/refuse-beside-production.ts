import type { Config } from '../config/config.ts';
import { heldSecrets } from '../config/held-secrets.ts';
import { ConfigRefused } from '../config/problem.ts';
import { secretsOfTier } from './apart/variables-of.ts';
import type { RoleName } from './process-roles.ts';

/**
 * Who is root gives pushed code (builds, suites, staging's app) users of their own. Who is not runs it as himself, and a
 * process of the same user reads the environment, the files and the memory of this one. So nothing of production's may be
 * there (DESIGN §6.5). Undefined: a system without users by number, where nobody is root.
 */
export function refuseBesideProduction(
  { file, secrets }: Pick<Config, 'file' | 'secrets'>,
  role: RoleName,
  uid: number | undefined,
): void {
  const runsPushedCode = role === 'all' || role === 'worker-staging';
  if (!runsPushedCode || uid === 0 || file.pushedCode === 'beside-production') return;
  const named = secretsOfTier(file, 'production').filter((name) => secrets.find(name) !== undefined);
  const held = named.length > 0 ? named : heldSecrets(file, 'production', secrets).map(({ path }) => path);
  if (held.length === 0) return;
  throw new ConfigRefused([
    {
      path: 'pushedCode',
      found:
        `this process is not root, so builds, suites and staging’s app would run as its own user, ` +
        `who can read what it holds of production: ${held.join(', ')}`,
      remedy:
        'Start Greenroom as root (its image does): pushed code then runs as other users. Or start the roles one by one, ' +
        'greenroom start --role worker-staging as a user of its own and without what is production’s. ' +
        'Where nothing real is at stake (development), set pushedCode: “beside-production”.',
    },
  ]);
}
