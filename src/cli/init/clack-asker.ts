import { confirm, log, password, select, spinner, text } from '@clack/prompts';
import { type Asker, Cancelled, type Option, type Question, type SecretQuestion } from './asker.ts';

/** clack’s only symbol is the one for Ctrl-C and Esc. */
const isAnswer = <T>(answer: T): answer is Exclude<T, symbol> => typeof answer !== 'symbol';

function given<T>(answer: T): Exclude<T, symbol> {
  if (!isAnswer(answer)) throw new Cancelled();
  return answer;
}

/** A person at a terminal. What was said by a flag or a variable is not asked again. */
export function clackAsker(
  said: (flag: string) => string | undefined,
  variable: (name: string) => string | undefined,
): Asker {
  /** Asks until the answer is good; the first may be there already. */
  const until = async (
    first: string | undefined,
    ask: () => Promise<string>,
    check: Question['check'],
  ): Promise<string> => {
    for (let answer = first ?? (await ask()); ; answer = await ask()) {
      const problem = await check?.(answer);
      if (problem === undefined) return answer;
      log.error(problem);
    }
  };
  return {
    say: (words) => log.message(words),
    text: async ({ flag, message, fallback, check }: Question) =>
      until(
        said(flag),
        async () =>
          given(
            await text({
              message,
              ...(fallback === undefined ? {} : { placeholder: fallback, defaultValue: fallback }),
            }),
          ).trim(),
        check,
      ),
    secret: async ({ variable: name, message, check }: SecretQuestion) =>
      until(variable(name), async () => given(await password({ message, mask: '•' })).trim(), check),
    choose: async <T extends string>(
      { flag, message, fallback }: Question,
      options: readonly Option<T>[],
    ): Promise<T> => {
      const already = options.find(({ value, label }) => [value, label].includes(said(flag) ?? ''));
      if (already !== undefined) return already.value;
      const chosen = given(
        await select<string>({
          message,
          options: [...options],
          ...(fallback === undefined ? {} : { initialValue: fallback }),
        }),
      );
      const found = options.find(({ value }) => value === chosen);
      if (found === undefined) throw new Cancelled();
      return found.value;
    },
    confirm: async ({ flag, message }) => {
      if (said(flag) !== undefined) return true;
      return given(await confirm({ message, initialValue: false }));
    },
    during: async (what, work) => {
      const wheel = spinner();
      wheel.start(what);
      try {
        const result = await work();
        wheel.stop(what);
        return result;
      } catch (error) {
        wheel.error(what);
        throw error;
      }
    },
  };
}
