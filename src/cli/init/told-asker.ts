import { UsageRefused } from '../exit-code.ts';
import type { Asker, Option, Question, SecretQuestion } from './asker.ts';

/** `--yes`: everything comes from flags and variables, and what is missing or wrong ends it with its name. No terminal. */
export function toldAsker(
  said: (flag: string) => string | undefined,
  variable: (name: string) => string | undefined,
  print: (line: string) => void,
): Asker {
  const checked = async (answer: string, name: string, check: Question['check']): Promise<string> => {
    const problem = await check?.(answer);
    if (problem !== undefined) throw new UsageRefused(`${name}: ${problem}`);
    return answer;
  };
  return {
    say: print,
    text: async ({ flag, message, fallback, check }: Question) => {
      const answer = said(flag) ?? fallback;
      if (answer === undefined) throw new UsageRefused(`--${flag} is needed with --yes (${message})`);
      return checked(answer, `--${flag}`, check);
    },
    secret: async ({ variable: name, message, check }: SecretQuestion) => {
      const answer = variable(name);
      if (answer === undefined)
        throw new UsageRefused(`${name}, or ${name}_FILE, has to be set with --yes (${message})`);
      return checked(answer, name, check);
    },
    choose: async <T extends string>(
      { flag, message, fallback }: Question,
      options: readonly Option<T>[],
    ): Promise<T> => {
      const answer = said(flag) ?? fallback ?? (options.length === 1 ? options[0]?.value : undefined);
      const found = options.find(({ value, label }) => value === answer || label === answer);
      if (found !== undefined) return found.value;
      throw new UsageRefused(
        `--${flag}: found ${answer ?? 'nothing'}, wanted one of ${options.map(({ label }) => label).join(', ')} (${message})`,
      );
    },
    confirm: async ({ flag }) => said(flag) !== undefined,
    during: async (what, work) => {
      print(what);
      return work();
    },
  };
}
