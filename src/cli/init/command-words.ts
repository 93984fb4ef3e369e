type Commands = readonly (readonly string[])[];

/** What only a shell understands, outside of quotes. `&&` is apart: builds may have several commands. */
const shellOnly = /[|;&<>$`()]/;
const noShell = 'there is no shell: wanted a program and its words, such as npm run build, or sh -c "…"';

/** One word with its quotes taken off, or between quotes where only what is in them counts. */
const pieces = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/gs;
const quotes = /"((?:[^"\\]|\\.)*)"|'([^']*)'/gs;

/** The commands of a line as people type it, with `&&` between them; in words what is wrong with it. */
export function commandsIn(line: string): Commands | string {
  const rest = line.replaceAll(pieces, '').trim();
  if (rest !== '') return `found ${rest} that is not closed, wanted a second one`;
  const commands: string[][] = [[]];
  for (const piece of line.match(pieces) ?? []) {
    if (piece === '&&') {
      commands.push([]);
      continue;
    }
    const bare = piece.replaceAll(quotes, '');
    if (shellOnly.test(bare)) return `found ${piece}, and ${noShell}`;
    const words = commands.at(-1) ?? [];
    if (words.length === 0 && /^\w+=/.test(bare)) return `found ${piece} before the program, and ${noShell}`;
    words.push(
      piece.replaceAll(quotes, (_, double?: string, single?: string) =>
        double === undefined ? (single ?? '') : double.replaceAll(/\\(["\\$`])/g, '$1'),
      ),
    );
  }
  return commands.some((words) => words.length === 0) ? 'wanted a command' : commands;
}

/** The same where one command has to do. */
export function commandIn(line: string): readonly string[] | string {
  const found = commandsIn(line);
  if (typeof found === 'string') return found;
  const [first, ...others] = found;
  return first === undefined || others.length > 0 ? `found &&, and ${noShell}` : first;
}
