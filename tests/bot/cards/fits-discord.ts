import { expect } from 'vitest';
import type { Drawn } from '../../../src/bot/cards/frame.ts';

/** Discord's limits, and what no text of a stranger may do in a message. */
export function check(drawn: Drawn): void {
  let total = 0;
  expect(drawn.embeds.length).toBe(1);
  for (const embed of drawn.embeds) {
    const { title = '', description = '', footer } = embed;
    expect(title.trim()).not.toBe('');
    expect(title.length).toBeLessThanOrEqual(256);
    expect(description.length).toBeLessThanOrEqual(4096);
    expect(footer?.text.length ?? 0).toBeLessThanOrEqual(2048);
    expect(embed.fields ?? []).toEqual([]);
    total += title.length + description.length + (footer?.text.length ?? 0);
  }
  expect(total).toBeLessThanOrEqual(6000);
  expect(drawn.content?.length ?? 0).toBeLessThanOrEqual(2000);
  expect(drawn.components.length).toBeLessThanOrEqual(5);
  const text = JSON.stringify(drawn);
  expect(text).not.toMatch(/@everyone|@here/);
  // Control and direction characters, and a lone half of a pair. JSON escapes them, so look at the strings.
  const all = [
    drawn.content ?? '',
    ...drawn.embeds.flatMap((embed) => [embed.title ?? '', embed.description ?? '']),
  ].join('');
  expect(all.replaceAll('\n', ' ')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  expect(all.isWellFormed()).toBe(true);
}
