/** One thing that is wrong with the configuration: where, what is there, and what to do about it. */
export interface Problem {
  /** Dotted path in the config file, or the name of an environment variable. */
  readonly path: string;
  readonly found: string;
  readonly remedy: string;
}

export function describeProblem(problem: Problem): string {
  return `${problem.path}: ${problem.found}. ${problem.remedy}`;
}

/** All problems at once, since mending them one by one is a poor evening. Exit code 2. */
export class ConfigRefused extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems
        .map((problem) => `  - ${describeProblem(problem)}`)
        .join('\n')}`,
    );
    this.name = 'ConfigRefused';
    this.problems = problems;
  }
}
