import { defineCheck, each, fail, ok } from '../check.ts';

export const flyApps = defineCheck({
  id: 'fly-apps',
  title: 'Apps on Fly',
  wanted: 'Each app is there, and opened by the token that the config names for it.',
  remedy: 'Make the app (flyctl apps create APP), or a token of it: flyctl tokens create deploy -a APP -x 8760h.',
  of: ({ fly }) =>
    each(
      fly,
      ({ place }) => place,
      ({ opens }) => opens,
    ),
  judge: (found) => {
    if (found.length === 0) return ok('nothing runs on Fly');
    const closed = found.filter(({ value }) => !value);
    if (closed.length === 0) return ok(found.map(({ one }) => one.app).join(', '));
    return fail(closed.map(({ name, one }) => `${name}: no app ${one.app}, or its token is another’s`).join(' · '), {
      remedy: `flyctl tokens create deploy -a ${closed[0]?.one.app ?? 'APP'} -x 8760h, and set it where the config names it.`,
    });
  },
});
