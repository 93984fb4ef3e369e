import { defineCheck, each, ok, warn } from '../check.ts';

export const flyTokenScope = defineCheck({
  id: 'fly-token-scope',
  title: 'What Fly’s tokens open',
  wanted: 'A deploy token each, which opens one app and not the organisation.',
  remedy: 'flyctl tokens create deploy -a APP -x 8760h, in place of the token of the organisation.',
  of: ({ fly }) =>
    each(
      fly,
      ({ place }) => place,
      ({ opensAll }) => opensAll,
    ),
  judge: (found) => {
    const wide = found.filter(({ value }) => value);
    if (wide.length === 0) return ok(found.length === 0 ? 'nothing runs on Fly' : 'one app each');
    return warn(`the token of ${wide.map(({ name }) => name).join(', ')} opens the whole organisation`);
  },
});
