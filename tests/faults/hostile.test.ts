import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { tinyApp } from '../world/tiny-app.ts';

let theatre: Theatre;
/** Whoever executes a text of the push, Greenroom or the pushed code’s user, can leave a mark here. */
let marks: string;

beforeAll(async () => {
  marks = mkdtempSync(join(tmpdir(), 'greenroom-marks-'));
  chmodSync(marks, 0o777);
  // The push itself tells of the commit: of one that is found by a look, GitHub says whose it is, and the name in it is
  // not shown.
  theatre = await Theatre.open({ config: { poll: '1h' } });
  // The look that comes with the start is over.
  await theatre.stages({}, 'Before');
});
afterAll(async () => {
  await theatre.close();
  rmSync(marks, { recursive: true });
});

const long = 'x'.repeat(10_000);
/** Turns text round, hides it, or colours a terminal. */
const unseen = '\u202egnp.exe\u2066 \u200b\ufeff\u001b[31mred\u0007';

/** What a shell would execute. */
const run = (): string => `$(touch ${marks}/executed) \`touch ${marks}/executed\` && touch ${marks}/executed`;

/** An option for git or another program, then what Discord would act on, within what a card shows of it. */
const message = (): string => `--exec=sh @everyone <@${theatre.ids.ben}> ${unseen} ${run()} ${long}`;
const author = (): string => `-c @here ${unseen} ${run()}`;

/** Names of files; a slash would make folders of them. */
function names(): string[] {
  const { ben } = theatre.ids;
  return [
    '-rf',
    '--checkpoint-action=exec=touch executed',
    '$(touch executed)',
    '`touch executed`',
    '; touch executed ;',
    '| touch executed',
    '"quoted" \'twice\' \\ and * ~ ?',
    `@everyone <@${ben}>`,
    unseen,
    'x'.repeat(255),
  ];
}

/** Every string of every message, of every kind of field. */
function everyText(): string[] {
  const found: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') found.push(value);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(walk);
  };
  for (const { content, embeds, components } of messages()) walk([content, embeds, components]);
  return found;
}

/** Without what is escaped and what stands in code, where Discord acts on nothing. */
const live = (text: string): string => text.replaceAll(/\\./g, '').replaceAll(/`[^`]*`/g, '');

const messages = () => {
  const { world } = theatre.discord;
  return [...world.messages(theatre.ids.deployments), ...world.messages(theatre.ids.alerts)];
};

describe('a push whose every word is hostile', () => {
  it('is deployed and offered for production as any other: nothing is executed, nobody is called', async () => {
    const files = Object.fromEntries(names().map((name) => [name, 'hostile\n']));
    const migrations = Object.fromEntries(
      names().map((name) => [`migrations/2-${name.slice(0, 240)}.sql`, 'select 2;\n']),
    );
    const commit = await theatre.github.world.commit(
      'acme/advent',
      'staging',
      {
        ...tinyApp(),
        ...files,
        ...migrations,
        '.gitattributes': '* filter=evil diff=evil merge=evil export-subst\n',
        '.gitmodules': `[submodule "evil"]\n\tpath = evil\n\turl = ext::sh -c touch% ${marks}/executed\n\tupdate = !${run()}\n`,
      },
      { author: 'ana', authorName: author(), message: `${message()}\n\n${message()}` },
    );
    const card = await theatre.reads(new RegExp(`staging ✅ ready · ${commit.slice(0, 7)}`));
    await theatre.serves('staging', commit);
    expect(card.text).toMatch(/--exec=sh @\u200beveryone .*gnp\.exe.* — \\-c @\u200bhere gnp\.exe/);
    const question = await theatre.asksForProduction(commit);
    expect(question.text).toContain('migrations/2-$(touch executed)');
    theatre.reacts('ben', question);
    await theatre.serves('production', commit);

    expect(readdirSync(marks)).toEqual([]);
    const everything = readdirSync(theatre.folder, { recursive: true, encoding: 'utf8' });
    expect(everything.filter((path) => path.split('/').includes('executed'))).toEqual([]);
    for (const { mentions } of messages()) expect(mentions).toEqual({ users: [], roles: [], everyone: false });
    for (const text of everyText()) {
      expect(text.replaceAll('\n', ' ')).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
      expect(text).not.toMatch(/@everyone|@here/);
      expect(live(text)).not.toContain(`<@${theatre.ids.ben}>`);
    }
    // The far end refuses what is over its limits.
    expect(theatre.discord.world.violations).toEqual([]);
  });

  it('is not built where a file name could make two trees look the same', async () => {
    const commit = await theatre.github.world.commit(
      'acme/advent',
      'staging',
      { 'a\nf - 0 b': 'x' },
      { author: 'ana', message: 'Two lines of a name' },
    );
    const card = await theatre.reads(new RegExp(`staging ❌ failed · ${commit.slice(0, 7)}`));
    expect(card.text).toMatch(/build\.failed[\s\S]*has a line break/);
  });
});
