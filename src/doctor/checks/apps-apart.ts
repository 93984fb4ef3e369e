import { reasons } from '../../core/reason.ts';
import { type Judgement, both, defineCheck, fail, listed, ok } from '../check.ts';

const notKnown: readonly string[] = ['isolation.staging-unknown', 'isolation.production-unknown'];

export const appsApart = defineCheck({
  id: 'apps-apart',
  title: 'What staging’s and production’s apps are connected to',
  wanted:
    'Each app says what it is connected to, and staging shares nothing with production; until then its tools are shut.',
  remedy: 'See what /seed answers on staging, and docs/stage-tools.md, “Isolation”.',
  of: ({ ledger }) => both(ledger, ledger.ok ? ledger.value.apart : ledger),
  judge: ([, apart]): Judgement => {
    const bad = apart.flatMap(({ place, verdict }) => ('no' in verdict ? [{ place, ...verdict }] : []));
    // What is shared comes before what is not known: it is the worse, and can be mended.
    const worst = bad.find(({ no }) => !notKnown.includes(no)) ?? bad[0];
    if (worst === undefined) return ok(apart.length === 0 ? 'no staging has stage tools' : 'nothing is shared');
    const found = listed(bad.map(({ place, no, detail }) => `${place}: ${reasons[no].means} (${detail})`));
    const { remedy } = reasons[worst.no];
    return notKnown.includes(worst.no) ? { state: 'unknown', found, remedy } : fail(found, { remedy });
  },
});
