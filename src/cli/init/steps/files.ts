import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkFile } from '../../../config/check-file.ts';
import { ConfigRefused } from '../../../config/problem.ts';
import { secretsFile } from '../../../config/secrets-file.ts';
import { commandIn, commandsIn } from '../command-words.ts';
import { type AppWords, configOf, secretsOf } from '../config-of.ts';
import { envText } from '../env-text.ts';
import type { Setup, Step } from '../setup.ts';
import { sourceOf } from '../source-of.ts';
import { writeWhole } from '../write-whole.ts';

const configFile = 'greenroom.config.ts';
const path = (text: string): string | undefined =>
  text.startsWith('/') ? undefined : 'wanted a path that begins with /';

async function appWords({ asker, draft, said }: Setup): Promise<AppWords> {
  const local = draft.settled.target !== 'fly';
  const text = async (flag: string, message: string, fallback: string, check?: (text: string) => string | undefined) =>
    asker.text({ flag, message, fallback, ...(check === undefined ? {} : { check }) });
  const none = 'none: “-”';
  /** Where it may be none, the question says so. */
  const command = async <T>(
    commands: (line: string) => readonly T[] | string,
    flag: string,
    message: string,
    fallback: string,
  ): Promise<readonly T[]> => {
    let found: readonly T[] = [];
    await text(flag, message, fallback, (line) => {
      const read = line === '-' && message.includes(none) ? [] : commands(line);
      if (typeof read === 'string') return read;
      found = read;
      return undefined;
    });
    return found;
  };
  const port = async (flag: string, fallback: string): Promise<number> =>
    Number(
      await text(flag, `Which port on this machine? (${flag})`, fallback, (answer) =>
        /^\d{1,5}$/.test(answer) && Number(answer) > 0 ? undefined : 'wanted a port',
      ),
    );
  const health = await text('health', 'Which path answers 2xx while the app is well?', '/healthz', path);
  const version = await text('version-path', 'Which path says commit and environment?', '/version', path);
  const build = local
    ? await command(commandsIn, 'build', `How is it built? (${none}; several: “&&” between them)`, 'npm ci --omit=dev')
    : [];
  const start = local ? await command(commandIn, 'start', 'How is it started?', 'npm start') : [];
  const test = await command(
    commandIn,
    'test',
    `Which tests run against staging? (${none})`,
    'npm run test:integration',
  );
  const folder = await text('migrations', `In which folder are migrations? (${none})`, '-');
  const migrate = folder === '-' ? [] : await command(commandIn, 'migrate', 'How do they run?', 'npm run migrate');
  return {
    health,
    version,
    build,
    start,
    test,
    migrations: folder === '-' ? undefined : folder,
    migrate,
    ports: local
      ? { staging: await port('staging-port', '4001'), production: await port('production-port', '4002') }
      : { staging: 0, production: 0 },
    besideProduction: said('development') !== undefined,
  };
}

/** The config and the secrets: checked first, then written whole, and never over what is there without a yes. */
export const files: Step = async (setup) => {
  const { asker, draft, folder } = setup;
  const config = configOf(draft.settled, await appWords(setup));
  const checked = checkFile(config);
  if (checked.problems.length > 0) throw new ConfigRefused(checked.problems);
  const there = [configFile, secretsFile].filter((name) => existsSync(join(folder, name)));
  const over =
    there.length > 0 &&
    (await asker.confirm({ flag: 'overwrite', message: `${there.join(' and ')} is there. Write over it?` }));
  if (there.length > 0 && !over)
    throw new Error(`${there.join(' and ')} is there and stays as it is. Move it away, or say --overwrite.`);
  writeWhole(join(folder, secretsFile), envText(secretsOf(draft.settled)), 0o600, over);
  const head = [
    'Written by greenroom init. What else it can say: docs/config.md; whether it is right: greenroom config check.',
    // Which files the packages are made of is not for us to guess: one that is not named is missing in the first build.
    ...(draft.settled.target === 'fly'
      ? []
      : ['A push is at staging sooner where packages stay from build to build: “Packages that stay” there.']),
  ];
  const text = `${head.map((line) => `// ${line}\n`).join('')}export default ${sourceOf(config)};\n`;
  writeWhole(join(folder, configFile), text, 0o644, over);
  asker.say(`Wrote ${configFile} and ${secretsFile} (for you alone; keep it out of git).`);
};
