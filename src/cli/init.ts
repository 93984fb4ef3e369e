import { readAddresses } from '../config/load.ts';
import { ConfigRefused, type Problem } from '../config/problem.ts';
import { hasConfigFile } from '../config/read-file.ts';
import { variablesHere, ownVariable } from '../config/secrets.ts';
import { describeReport, doctorReport } from './doctor.ts';
import { UsageRefused } from './exit-code.ts';
import { Cancelled } from './init/asker.ts';
import { DraftFile } from './init/draft.ts';
import { steps } from './init/index.ts';
import type { Setup } from './init/setup.ts';
import { commands } from './init/steps/commands.ts';

export type InitOptions = Readonly<Record<string, string | boolean | undefined>>;

/** What cannot be well before Greenroom has been started, and somebody has pushed. */
const afterStart: readonly string[] = ['front-door', 'webhook-delivery', 'github-branch'];

const camel = (flag: string): string => flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * `greenroom init`: from nothing to a config, its secrets, a server with channels and roles, a webhook and commands. A
 * set-up that was broken off goes on where it was; one that is finished is looked at again and left as it is.
 */
export async function init(options: InitOptions): Promise<void> {
  const folder = process.cwd();
  const setup = await begin(options, folder);
  const done =
    hasConfigFile(ownVariable('GREENROOM_CONFIG'), folder) && !setup.draft.began && options['overwrite'] !== true;
  try {
    if (done) setup.asker.say('A config is there: nothing is asked and nothing is written over.');
    else for (const step of steps) await step(setup);
    await commands(setup);
  } catch (error) {
    if (!(error instanceof Cancelled)) {
      if (setup.draft.began)
        setup.asker.say(
          'What is settled so far is in greenroom.init.json, and greenroom init goes on from there. Flags overrule it; remove it to begin anew.',
        );
      throw error;
    }
    throw new Error(
      setup.draft.began
        ? 'Stopped. Nothing is half-written; greenroom init goes on from here. Remove greenroom.init.json to begin anew.'
        : 'Stopped. Nothing was written.',
      { cause: error },
    );
  }
  setup.draft.remove();
  const report = await doctorReport();
  console.log(describeReport(report));
  const bad = report.findings.filter(({ id, state }) => state === 'fail' && !afterStart.includes(id));
  console.log(
    bad.length === 0
      ? `\nNext: npx greenroom start   (and after a first push npx greenroom doctor once more: ${afterStart.join(', ')} need both)`
      : '\nNext: do what is marked with ✗ above, then npx greenroom doctor, then npx greenroom start',
  );
  process.exit(bad.length === 0 ? 0 : 1);
}

async function begin(options: InitOptions, folder: string): Promise<Setup> {
  const problems: Problem[] = [];
  const addresses = readAddresses(variablesHere(), problems);
  if (problems.length > 0) throw new ConfigRefused(problems);
  const said = (flag: string): string | undefined => {
    const value = options[camel(flag)];
    return value === undefined || value === false ? undefined : String(value);
  };
  const minutes = Number(said('wait') ?? 10);
  if (!(minutes > 0)) throw new UsageRefused('--wait: wanted minutes');
  const { asker } = await askerFor(options, said);
  return {
    folder,
    asker,
    draft: DraftFile.open(folder),
    addresses,
    said,
    variable: ownVariable,
    waitMs: minutes * 60_000,
  };
}

async function askerFor(options: InitOptions, said: Setup['said']): Promise<Pick<Setup, 'asker'>> {
  if (options['yes'] === true) {
    const { toldAsker } = await import('./init/told-asker.ts');
    return { asker: toldAsker(said, ownVariable, (line) => console.log(line)) };
  }
  if (!process.stdin.isTTY)
    throw new UsageRefused(
      'There is no terminal to ask at: say --yes, and the rest with flags (greenroom init --help).',
    );
  const { clackAsker } = await import('./init/clack-asker.ts');
  return { asker: clackAsker(said, ownVariable) };
}
