import { defineCheck, each, fail, ok } from '../check.ts';
import { hooksOf } from '../hooks.ts';

export const webhookDelivery = defineCheck({
  id: 'webhook-delivery',
  title: 'A delivery of the webhook',
  wanted: 'GitHub’s newest delivery was taken: a ping where one may be asked for, an app’s that had failed once more.',
  remedy:
    'Start Greenroom and see that its address can be reached from the internet; the webhook’s page on GitHub lists the answers.',
  of: (facts) =>
    each(
      hooksOf(facts),
      ({ repository }) => repository,
      ({ delivery }) => delivery,
    ),
  judge: (found) => {
    if (found.length === 0) return ok('there is no webhook');
    const wrong = found.flatMap(({ name, value }) => {
      if (value === undefined) return [`${name}: nothing was ever delivered`];
      if (value.status === 401)
        return [`${name}: refused with 401: the secret on GitHub is not the one in GITHUB_WEBHOOK_SECRET`];
      return value.status >= 200 && value.status < 300
        ? []
        : [`${name}: ${value.event} ended with ${value.status === 0 ? value.said : String(value.status)}`];
    });
    if (wrong.length > 0) return fail(wrong.join(' · '));
    return ok(found.map(({ value }) => `${value?.event ?? ''} answered with ${String(value?.status ?? 0)}`).join(', '));
  },
});
