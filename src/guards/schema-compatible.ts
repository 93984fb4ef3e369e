import { weighsAsDestructive } from '../core/migration.ts';
import { guard } from './guard.ts';

/**
 * An older image does not bring back what a migration took away: going back to code that needs it would serve errors, or
 * write wrong rows. So this holds for every way back, by people and by Greenroom itself.
 */
export const schemaCompatible = guard({
  name: 'schema-compatible',
  title: 'Fits the database',
  question: 'Can the version to go back to run on the database as it is now?',
  codes: ['schema.incompatible', 'state.unknown'],
  reads: ['schema'],
  decide: ({ schema }) => {
    if (schema === undefined) return { no: 'state.unknown', detail: 'which migrations have run was not looked at' };
    if (!schema.known)
      return { no: 'state.unknown', detail: `which migrations have run could not be read: ${schema.why}` };
    const bars = schema.value.filter(weighsAsDestructive);
    const [first] = bars.toSorted((left, right) => weight(left.class) - weight(right.class));
    if (first !== undefined) {
      const more = bars.length > 1 ? ` (and ${bars.length - 1} more)` : '';
      return {
        no: 'schema.incompatible',
        detail: `${first.path} ${first.why ?? 'is destructive'}${more}; going back does not undo that. Go forward: fix it and promote`,
      };
    }
    if (schema.value.length === 0) return { yes: 'no migration has run that it does not have' };
    const risky = schema.value.find((one) => one.class === 'risky');
    const count = `${schema.value.length} newer ${schema.value.length === 1 ? 'migration stays' : 'migrations stay'}, none takes anything away`;
    return { yes: risky === undefined ? count : `${count}; look at ${risky.path}: ${risky.why ?? 'risky'}` };
  },
});

/** What is known to destroy is named before what is not understood. */
function weight(its: string): number {
  return its === 'destructive' ? 0 : 1;
}
