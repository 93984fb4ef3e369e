import type { CommitFacts } from './promotion.ts';

/** GitHub login → Discord user id, as the config has it. */
export type PeopleMap = Readonly<Record<string, string>>;

/** Who had a hand in what would go to production, as far as anybody knows. */
export interface Authorship {
  /** Discord ids, sorted. */
  readonly known: readonly string[];
  /** Commits whose author nobody can name in Discord. */
  readonly unknownCommits: number;
  /** GitHub logins that pushed and that the people map does not name, sorted. */
  readonly unknownPushers: readonly string[];
}

/** GitHub lets no person have such a login, so whoever has it is an app: `dependabot[bot]`. */
const isApp = (login: string): boolean => login.endsWith('[bot]');

/** GitHub tells no difference between `Ana` and `ana`. Own keys only: a login may be called `constructor`. */
export function personOf(people: PeopleMap, login: string): string | undefined {
  const wanted = login.toLowerCase();
  return Object.entries(people).find(([one]) => one.toLowerCase() === wanted)?.[1];
}

/**
 * Reads the authors of a plan's commits, and who pushed them, through the people map. `more` are commits beyond those
 * that were listed: nobody has looked at who wrote them, so they count as unknown.
 */
export function authorshipOf(
  commits: readonly CommitFacts[],
  more: number,
  pushers: readonly string[],
  people: PeopleMap,
): Authorship {
  const known = new Set<string>();
  const strangers = new Set<string>();
  let unknownCommits = more;
  for (const { login } of commits) {
    if (login !== undefined && isApp(login)) continue;
    const person = login === undefined ? undefined : personOf(people, login);
    if (person === undefined) unknownCommits += 1;
    else known.add(person);
  }
  for (const login of pushers) {
    if (isApp(login)) continue;
    const person = personOf(people, login);
    if (person === undefined) strangers.add(login);
    else known.add(person);
  }
  return {
    known: [...known].toSorted(),
    unknownCommits,
    unknownPushers: [...strangers].toSorted(),
  };
}
