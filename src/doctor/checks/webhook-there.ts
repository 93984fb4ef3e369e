import { defineCheck, each, fail, ok, warn } from '../check.ts';

export const webhookThere = defineCheck({
  id: 'webhook-there',
  title: 'GitHub’s webhook',
  wanted: 'One that leads to Greenroom’s /webhooks/github, active.',
  remedy:
    'Repository settings, Webhooks, Add: your address with /webhooks/github, application/json, the secret, “Just the push event”. Until then pushes are found by the poll.',
  of: ({ github }) =>
    each(
      github,
      ({ repository }) => repository,
      ({ hooks }) => hooks,
    ),
  judge: (found) => {
    const wrong = found.flatMap(({ name, value }) => {
      if (value.length === 0) return [];
      if (value.length > 1) return [`${name} has ${String(value.length)}: every push comes more than once`];
      return value[0]?.active === true ? [] : [`that of ${name} is switched off`];
    });
    const none = found.filter(({ value }) => value.length === 0).map(({ name }) => name);
    if (wrong.length === 0 && none.length > 0) return warn(`${none.join(', ')} has none: pushes are found by the poll`);
    return wrong.length === 0 ? ok(found.map(({ value }) => value[0]?.url ?? '').join(', ')) : fail(wrong.join(' · '));
  },
});
