import { differenceInWords } from '../core/constraints.ts';
import { guard } from './guard.ts';

/** What was tested with more memory, as another user or behind other ports was not tested for production (R4.2). */
export const sameConstraints = guard({
  name: 'same-constraints',
  title: 'Same constraints as staging',
  question: 'Do staging’s processes run under the same constraints as production’s?',
  codes: ['constraints.differ', 'constraints.unknown'],
  reads: ['constraints'],
  decide: ({ constraints }) => {
    if (constraints === undefined) return { no: 'constraints.unknown', detail: 'they were not read' };
    const { found, intended } = constraints;
    if (!found.known) return { no: 'constraints.unknown', detail: found.why };
    if (found.value === 'nothing-to-compare')
      return { yes: 'there is nothing to compare: what bounds them is the same machine’s, for both' };
    const odd = found.value.filter(({ aspect }) => !intended.includes(aspect));
    if (odd.length > 0)
      return { no: 'constraints.differ', detail: odd.map((one) => differenceInWords(one)).join(' · ') };
    return found.value.length === 0
      ? { yes: 'staging’s processes run under the same constraints' }
      : { yes: `as meant by the config, other: ${found.value.map((one) => differenceInWords(one)).join(' · ')}` };
  },
});
