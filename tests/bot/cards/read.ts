import type { Drawn } from '../../../src/bot/cards/frame.ts';

/** As a person reads it, with the buttons at the end. */
export function read(drawn: Drawn): string {
  const [embed] = drawn.embeds;
  const buttons = drawn.components.flatMap((row) =>
    row.components.map((item) => ('label' in item ? `[${String(item.label)}]` : '?')),
  );
  return [drawn.content, embed?.title, embed?.description, embed?.footer?.text, buttons.join(' ')]
    .filter((part) => part !== undefined && part !== '')
    .join('\n');
}
