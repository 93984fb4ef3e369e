import { expect, test } from 'vitest';
import { alert } from '../../../src/bot/cards/alert.ts';
import { at, commitB, promotionView, view } from '../world/view.ts';
import { read } from './read.ts';

const manager = '100000000000000009';
const failed = { state: 'failed', code: 'test.failed', endedAt: at } as const;

test('a failed push pings its author by the people map, and says what to do', () => {
  const made = alert(view(failed), { ana: '100000000000000001' }, manager, 'https://discord.com/channels/1/2/3');
  expect(made?.pinged).toEqual({ users: ['100000000000000001'], roles: [] });
  expect(`\n${made ? read(made.drawn) : ''}\n`).toMatchInlineSnapshot(`
    "
    staging ❌ failed · aaaaaaa · advent #12 · <@100000000000000001>
    staging ❌ failed · aaaaaaa · advent #12
    **Open door 7** — ana
    **What happened:** Tests failed on staging; promotion is closed. \`test.failed\`
    **Production:** untouched.
    **Do now:** Mend the tests listed on the card, push again.
    [Open the card](https://discord.com/channels/1/2/3)
    "
  `);
});

test('a failed push pings its author, too, where the map writes the login in other letters than GitHub', () => {
  const commit = { ...view().commit, login: 'Ana' };
  const made = alert(
    view({ ...failed, commit, pusher: 'constructor' }),
    { aNa: '100000000000000001' },
    manager,
    undefined,
  );
  expect(made?.pinged.users).toEqual(['100000000000000001']);
});

test('who is not in the map is named, and nobody is pinged', () => {
  const made = alert(view(failed), {}, manager, undefined);
  expect(made?.pinged).toEqual({ users: [], roles: [] });
  expect(made?.drawn.content).toBe('staging ❌ failed · aaaaaaa · advent #12 · ana');
});

test('a login that is the name of a built-in property finds nobody', () => {
  const commit = { ...view().commit, login: 'constructor' };
  expect(alert(view({ ...failed, commit, pusher: '__proto__' }), {}, manager, undefined)?.pinged.users).toEqual([]);
});

test('production that was taken back pings the release managers and who asked', () => {
  const made = alert(
    promotionView({
      state: 'rolled-back',
      code: 'deployment.rolled-back',
      startedAt: at,
      endedAt: at,
      serving: { commit: commitB, number: 9 },
    }),
    {},
    manager,
    undefined,
  );
  expect(made?.pinged).toEqual({ users: ['100000000000000001'], roles: [manager] });
  expect(made?.drawn.embeds[0]?.description).toContain('**Production is fine.** It is back on `bbbbbbb` (#9).');
});

test('nothing is said about what went well', () => {
  expect(alert(view({ state: 'succeeded' }), {}, manager, undefined)).toBeUndefined();
});
