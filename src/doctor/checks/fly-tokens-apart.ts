import { defineCheck, each, fail, ok } from '../check.ts';

export const flyTokensApart = defineCheck({
  id: 'fly-tokens-apart',
  title: 'Staging’s tokens at production’s door',
  wanted: 'Fly refuses staging’s tokens for production’s apps.',
  remedy: 'Give staging’s services deploy tokens of their own apps: flyctl tokens create deploy -a APP -x 8760h.',
  of: ({ fly }) =>
    each(
      fly,
      ({ place }) => place,
      ({ opensProduction }) => opensProduction,
    ),
  judge: (found) => {
    const open = found.filter(({ value }) => value.length > 0);
    if (open.length === 0) return ok(found.length === 0 ? 'nothing runs on Fly' : 'refused');
    return fail(open.map(({ name, value }) => `the token of ${name} opens ${value.join(', ')}`).join(' · '));
  },
});
