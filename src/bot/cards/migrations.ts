import { type MigrationClass, type MigrationFacts, weighsAsDestructive } from '../../core/migration.ts';
import type { PromotionPlan } from '../../core/promotion.ts';
import { code, firstOf, safe } from './text.ts';

/** Word and shape say it; `means` is for somebody who has never written SQL. Worst first: the list is cut at its end. */
const classes: readonly {
  readonly class: MigrationClass;
  readonly shape: string;
  readonly word: string;
  readonly means: string;
}[] = [
  {
    class: 'destructive',
    shape: '🛑',
    word: 'destructive',
    means: 'it takes away or rewrites something that users may have put in.',
  },
  {
    class: 'unknown',
    shape: '❓',
    word: 'not understood',
    means: 'nobody can tell from the file what it does, so it is treated as destructive.',
  },
  {
    class: 'risky',
    shape: '⚠️',
    word: 'risky',
    means: 'nothing is lost, but the app may stand still for a while, or the old version may stumble.',
  },
  { class: 'additive', shape: '➕', word: 'additive', means: 'it only adds; what runs now goes on as before.' },
];

const most = 8;

/** What would happen to the database, and what that means for whoever approves. */
export function migrationLines(plan: Pick<PromotionPlan, 'migrations'>): string[] {
  const { migrations } = plan;
  if (migrations.length === 0) return ['**Migrations:** none'];
  const sorted = classes.flatMap((one) => migrations.filter((migration) => migration.class === one.class));
  const there = classes.filter((one) => migrations.some((migration) => migration.class === one.class));
  return [
    '**Migrations** (changes of the database)',
    ...firstOf(sorted, most, line),
    ...there.map(({ shape, word, means }) => `${shape} ${word}: ${means}`),
    ...(migrations.some(weighsAsDestructive)
      ? ['**A rollback will not undo this:** an older image does not bring data back. One more approval is needed.']
      : []),
  ];
}

function line({ path, class: its, why }: MigrationFacts): string {
  const { shape, word } = classes.find((one) => one.class === its) ?? { shape: '❓', word: 'not understood' };
  return `${shape} ${word} ${code(path, 60)}${why === undefined || why === '' ? '' : ` ${safe(why, 90)}`}`;
}
