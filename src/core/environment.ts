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
