import { defineCheck, fail, ok } from '../check.ts';
import { hooksOf } from '../hooks.ts';

export const webhookForm = defineCheck({
  id: 'webhook-form',
  title: 'What the webhook sends',
  wanted: 'The push event, as application/json.',
  remedy: 'Repository settings, Webhooks, Edit: content type application/json, and the push event.',
  of: hooksOf,
  judge: (hooks) => {
    if (hooks.length === 0) return ok('there is no webhook');
    const wrong = hooks.flatMap(({ repository, json, events }) => [
      ...(json ? [] : [`${repository}: not application/json`]),
      ...(events.includes('push') || events.includes('*')
        ? []
        : [`${repository}: sends ${events.join(', ')} and no push`]),
    ]);
    return wrong.length === 0 ? ok('push, as JSON') : fail(wrong.join(' · '));
  },
});
