/** What an environment is for. `production` has users to protect; the others may be thrown away. */
export const tiers = ['production', 'staging', 'local'] as const;
export type Tier = (typeof tiers)[number];
/** Destructive capabilities are bounded by this type, so that no production value fits them (DESIGN §6.1). */
export type NonProduction = Exclude<Tier, 'production'>;

/** Where an app runs. `T` is invariant in everything that acts, so a staging value never widens. */
export interface Environment<T extends Tier = Tier> {
  readonly project: string;
  readonly name: string;
  readonly tier: T;
}

/** `project/name`: the key of leases, locks and observations. */
export function environmentKey(environment: Pick<Environment, 'project' | 'name'>): string {
  return `${environment.project}/${environment.name}`;
}

export function isProduction(environment: Environment): environment is Environment<'production'> {
  return environment.tier === 'production';
}

export function isDisposable(environment: Environment): environment is Environment<NonProduction> {
  return environment.tier !== 'production';
}
