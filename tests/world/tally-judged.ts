import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Counted } from './tally.ts';

const texts = z.array(z.string());
const line = z.union([
  z.strictObject({ opened: z.enum(['discord', 'production']) }),
  z.strictObject({ of: z.literal('discord'), calls: z.number(), astray: texts }),
  z.strictObject({ of: z.literal('production'), writes: texts, told: z.number() }),
]);

interface Judged {
  /** One plain line. */
  readonly says: string;
  /** Empty where everything was counted, and nothing was found that may not be. */
  readonly wrong: readonly string[];
}

/** Each once, with how often it was. */
const named = (what: string, all: readonly string[]): readonly string[] =>
  Object.entries(Object.groupBy(all, (one) => one)).map(
    ([one, its = []]) => `${what}: ${one}${its.length === 1 ? '' : ` (${its.length.toLocaleString('en')} times)`}`,
  );

const sum = (all: readonly number[]): number => all.reduce((one, other) => one + other, 0);

/** What a run has come to: calls about what is outside the test server, and writes to production’s databases at rest. */
export function judgeTally(file: string): Judged {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const lines = text.split('\n').flatMap((one) => (one === '' ? [] : [line.parse(JSON.parse(one))]));
  const opened = (of: Counted['of']): number => lines.filter((one) => 'opened' in one && one.opened === of).length;
  const discords = lines.flatMap((one) => ('of' in one && one.of === 'discord' ? [one] : []));
  const databases = lines.flatMap((one) => ('of' in one && one.of === 'production' ? [one] : []));
  const astray = discords.flatMap((one) => one.astray);
  const writes = databases.flatMap((one) => one.writes);
  const told = sum(databases.map((one) => one.told));
  const uncounted = [
    [opened('discord') - discords.length, 'stand-ins for Discord'],
    [opened('production') - databases.length, 'databases of production’s'],
  ] as const;
  const n = (count: number): string => count.toLocaleString('en');
  return {
    says:
      `Discord was called ${n(sum(discords.map((one) => one.calls)))} times, ${n(astray.length)} outside the test server; ` +
      `${n(databases.length)} databases of production’s had ${n(writes.length)} writes at rest, besides ${n(told)} that stories made on purpose`,
    wrong: [
      ...named('outside the test server', astray),
      ...named('written in production', writes),
      ...uncounted.flatMap(([left, what]) => (left === 0 ? [] : [`${n(left)} ${what} were opened and never counted`])),
    ],
  };
}
