import { defineCheck, each, ok, warn } from '../check.ts';
import { judgeExpiry } from '../expiry.ts';

export const flyTokenExpiry = defineCheck({
  id: 'fly-token-expiry',
  title: 'How long Fly’s tokens live',
  wanted: 'More than a month, and an end: without -x a token lives for twenty years.',
  remedy: 'flyctl tokens create deploy -a APP -x 8760h, set it, start again, and revoke the old one.',
  of: ({ fly }) =>
    each(
      fly,
      ({ place }) => place,
      ({ expiresAt }) => expiresAt,
    ),
  judge: (found, { now }) => {
    if (found.length === 0) return ok('nothing runs on Fly');
    const forEver = found.filter(({ value }) => value === undefined || value > now + 3 * 365 * 24 * 3_600_000);
    const [first] = found
      .flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]))
      .toSorted((a, b) => a.value - b.value);
    const soonest = first === undefined ? undefined : judgeExpiry(`the token of ${first.name}`, first.value, now);
    if (soonest !== undefined && soonest.state !== 'ok') return soonest;
    return forEver.length === 0
      ? (soonest ?? ok('none'))
      : warn(`the token of ${forEver.map(({ name }) => name).join(', ')} hardly ever ends`);
  },
});
