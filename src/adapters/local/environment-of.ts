import { dirname } from 'node:path';
import type { Tier } from '../../core/environment.ts';
import type { Secrets } from '../../config/config.ts';

type Values = Readonly<Record<string, string | { readonly secret: string }>>;

/** What every process of pushed code gets, and nothing of ours: explicit, so that no credential comes along unseen. */
export function bareEnvironment(home: string): Record<string, string> {
  return { PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`, HOME: home, LANG: 'C.UTF-8' };
}

/** Secrets are looked up here, at the moment of use, by the role that needs them. */
export function resolved(values: Values, secrets: Secrets, wantedBy: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : secrets.get(value.secret, `${wantedBy}, ${name}`),
    ]),
  );
}

/** Says to the app where it is (requirement E1.2). Greenroom's word wins over the config's. */
export function markers(tier: Tier, environment: string): Record<string, string> {
  return { APP_ENV: tier, IS_PRODUCTION: String(tier === 'production'), GREENROOM_ENVIRONMENT: environment };
}
