import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commands } from '../src/bot/commands/index.ts';
import { configSchema } from '../src/config/schema.ts';
import type { ConfigFile } from '../src/config/schema.ts';
import { mayTable } from '../src/core/may.ts';

/**
 * docs/commands: one page per slash command, made from the header of its file, its options as Discord is told them, and
 * the table of who may. `node scripts/command-docs.ts` writes them; a test says when they are out of date.
 */
const folder = new URL('../docs/commands/', import.meta.url);

/** Two apps, one with two productions: so every option that a command can have is on its page. */
function example(): ConfigFile {
  const id = '100000000000000001';
  const target = { kind: 'local', services: {} } as const;
  const project = { repository: 'acme/app', services: {}, environments: {} };
  return configSchema.parse({
    discord: {
      guild: id,
      channels: { deployments: id, alerts: id },
      roles: { tester: id, deployer: id, releaseManager: id },
    },
    projects: {
      one: {
        ...project,
        environments: {
          staging: { tier: 'staging', branch: 'staging', target },
          production: { tier: 'production', target },
        },
      },
      two: project,
    },
  });
}

const several = new Map([['project', 'Only where several apps are configured.']]);

/** The text of a file's first comment, without its frame. */
export function headerOf(source: string): string {
  const found = /^\/\*\*\n([\s\S]*?)\n \*\//.exec(source);
  if (!found?.[1]) throw new Error('a command file begins with a comment that is its help page');
  return found[1].replace(/^ \* ?/gm, '').trim();
}

/** File name → content of every page. */
export function pages(): Map<string, string> {
  const config = example();
  const made = new Map<string, string>();
  for (const command of commands) {
    const source = readFileSync(new URL(`../src/bot/commands/${command.name}.ts`, import.meta.url), 'utf8');
    const [intro = '', ...sections] = headerOf(source).split(/\n(?=## )/);
    const who = mayTable[command.action].map((role) => (role === 'anyone' ? 'everybody in the server' : `\`${role}\``));
    const options = (command.data(config).options ?? []).map((option) => {
      const needed = 'required' in option && option.required === true ? 'needed' : 'optional';
      const note =
        ['promote', 'rollback', 'freeze', 'unfreeze'].includes(command.name) || option.name === 'project'
          ? several.get(option.name)
          : undefined;
      return `| \`${option.name}\` | ${needed} | ${option.description}.${note === undefined ? '' : ` ${note}`} |`;
    });
    const table = options.length === 0 ? 'None.' : ['| Option | | |', '| --- | --- | --- |', ...options].join('\n');
    made.set(
      `${command.name}.md`,
      [
        `<!-- Made by scripts/command-docs.ts from src/bot/commands/${command.name}.ts; do not edit. -->`,
        `# /${command.name}`,
        intro.trim(),
        `## Who may\n\n${who.join(', ')}`,
        `## Options\n\n${table}`,
        ...sections.map((section) => section.trim()),
      ].join('\n\n') + '\n',
    );
  }
  const list = commands.map(
    (command) => `- [/${command.name}](${command.name}.md): ${command.data(config).description}`,
  );
  made.set(
    'README.md',
    `<!-- Made by scripts/command-docs.ts; do not edit. -->\n\n# Slash commands\n\n${list.join('\n')}\n\nEvery answer is seen only by who asked. Roles are checked on every use, by id.\n`,
  );
  return made;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, text] of pages()) writeFileSync(new URL(file, folder), text);
}
