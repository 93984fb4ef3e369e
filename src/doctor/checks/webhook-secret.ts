import { defineCheck, fail, ok, warn } from '../check.ts';

/** 32 characters of hexadecimal are 128 bits; a sentence of 32 has at least a dozen different ones, “aaaa…” has one. */
export const webhookSecret = defineCheck({
  id: 'webhook-secret',
  title: 'Strength of the webhook’s secret',
  wanted: 'At least 32 random characters: who guesses it can have anything deployed to staging.',
  remedy:
    'Make a new one (openssl rand -hex 32), set it on GitHub and in GITHUB_WEBHOOK_SECRET; while rotating, both, comma-separated.',
  of: ({ secrets }) => secrets,
  judge: ({ webhook }) => {
    if (webhook.length === 0) return fail('none is set');
    const shortest = Math.min(...webhook.map(({ length }) => length));
    if (webhook.some(({ strange }) => strange))
      return fail('it has spaces or other characters that get lost on the way');
    if (shortest < 16) return fail(`${String(shortest)} characters`);
    if (webhook.some(({ different }) => different < 8)) return fail('it repeats the same few characters');
    if (shortest < 32) return warn(`${String(shortest)} characters`);
    return ok(
      `${String(shortest)} characters${webhook.length > 1 ? `, ${String(webhook.length)} while rotating` : ''}`,
    );
  },
});
