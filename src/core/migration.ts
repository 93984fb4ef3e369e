/** How much harm a migration can do, read from its SQL. What cannot be read is `unknown` and treated as destructive. */
export const migrationClasses = ['additive', 'risky', 'destructive', 'unknown'] as const;
export type MigrationClass = (typeof migrationClasses)[number];

/** Whether it asks for one more approval, and bars the way back: what is not understood counts as destructive. */
export function weighsAsDestructive(migration: { readonly class: MigrationClass }): boolean {
  return migration.class === 'destructive' || migration.class === 'unknown';
}

/** One migration that an environment has not seen. */
export interface MigrationFacts {
  /** Path inside the repository: hostile text. */
  readonly path: string;
  readonly class: MigrationClass;
  /** What made it so, in a few plain words, e.g. `drops table users`; absent where it is additive. */
  readonly why?: string;
}
