import { expect, it } from 'vitest';
import { outcomeReply, refusal } from '../../../src/bot/cards/reply.ts';
import { colours } from '../../../src/bot/cards/standing.ts';

const only = (drawn: ReturnType<typeof refusal>) => drawn.embeds[0];

it('a refusal for want of a role names the roles as Discord shows them', () => {
  const embed = only(refusal('actor.not-allowed', undefined, ['100000000000000031', '100000000000000032']));
  expect(embed?.description).toContain('Who may: <@&100000000000000031> or <@&100000000000000032>');
  expect(embed?.description).toMatch(/Do now/);
});

it('a plan is not drawn as a success, whatever its guards say; what was done is, and neither what has only begun nor what was refused', () => {
  const plan = only(
    outcomeReply('plan', { state: 'done', code: 'request.accepted', lines: ['✗ actor-may'] }, undefined),
  );
  expect(plan).toMatchObject({ title: '📋 plan', color: colours.busy });
  const done = only(outcomeReply('undo-reset', { state: 'done', code: 'request.done', lines: [] }, undefined));
  expect(done).toMatchObject({ title: '✅ done: undo reset', color: colours.good });
  const begun = only(outcomeReply('roll-back', { state: 'done', code: 'request.accepted', lines: [] }, undefined));
  expect(begun).toMatchObject({ title: '⏳ under way: roll back', color: colours.busy });
  const refused = only(outcomeReply('plan', { state: 'refused', code: 'release.none', lines: [] }, undefined));
  expect(refused).toMatchObject({ title: '🚫 refused: plan', color: colours.bad });
});

it('a long answer does not cut off what it asks, until when, and where it leads', () => {
  const lines = Array.from({ length: 25 }, (_, index) => `${String(index)} ${'something that is left '.repeat(12)}`);
  const confirms = { verb: 'clean-up', label: 'Remove', shown: 's', expiresAt: 1_700_000_000_000 } as const;
  const card = 'https://discord.com/channels/1/2/3';
  const embed = only(outcomeReply('cleanup', { state: 'done', code: 'stage.confirm', lines, confirms }, card, 'r'));
  expect(embed?.description?.split('\n').slice(-3)).toEqual([
    expect.stringMatching(/^… and \d+ more lines$/),
    'It asks once. The button serves for a while: it ends <t:1700000000:R>.',
    `[Open the card](${card})`,
  ]);
});

it('the way on stands under what happened, whether it was done or refused', () => {
  const card = 'https://discord.com/channels/1/2/3';
  const link = `[Open the card](${card})`;
  const done = only(
    outcomeReply('unlock-day', { state: 'done', code: 'request.done', lines: ['Day 3 is open.'] }, card),
  );
  expect(done?.description).toBe(`Day 3 is open.\n${link}`);
  const lines = ['There is no day 77.'];
  const refused = only(outcomeReply('unlock-day', { state: 'refused', code: 'stage.failed', lines }, card));
  expect(refused?.description?.split('\n').slice(1)).toEqual([expect.stringMatching(/Do now/), '', lines[0], link]);
});
