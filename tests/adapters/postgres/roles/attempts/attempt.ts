import type { Ids, Who } from '../roles-here.ts';

/** Something that staging's role tries, and its twin: the like of it that the right role does, with effect. */
export interface Attempt {
  readonly what: string;
  readonly tries: (ids: Ids) => string;
  /** How PostgreSQL refuses: with 42501 (no privilege, or not such a row), where nothing else is said. */
  readonly refused?: 'meets no row' | 'has no effect' | 'contradicts itself';
  readonly twin: { readonly by: Who; readonly does: (ids: Ids) => string; readonly shows?: (ids: Ids) => string };
}

/** The same statement, by this role. */
export function by(who: Who, tries: Attempt['tries']): Pick<Attempt, 'tries' | 'twin'> {
  return { tries, twin: { by: who, does: tries } };
}

/** By staging itself, on what is staging's. */
export function both(
  statement: (environment: 'staging' | 'production', ids: Ids) => string,
): Pick<Attempt, 'tries' | 'twin'> {
  return {
    tries: (ids) => statement('production', ids),
    twin: { by: 'worker-staging', does: (ids) => statement('staging', ids) },
  };
}
