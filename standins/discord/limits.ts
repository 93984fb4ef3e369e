import type { Route } from './route.ts';

interface Bucket {
  /** Requests of this window so far. */
  used: number;
  /** Real milliseconds at which the window ends. */
  ends: number;
}

export interface Verdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds until the next try; undefined where the request may pass. */
  readonly retryAfter?: number;
  readonly global: boolean;
}

const free: Verdict = { headers: {}, global: false };
/** Requests a second and bot, over all routes but those of interactions. */
const globalLimit = 50;

/** Seconds, and how many in them. Discord does not publish these; others see about 5 in 5 s for sends and for edits. */
const limited: Readonly<Record<string, { readonly limit: number; readonly window: number }>> = {
  'POST /channels/{channel_id}/messages': { limit: 5, window: 5 },
  'PATCH /channels/{channel_id}/messages/{message_id}': { limit: 5, window: 5 },
  'PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me': { limit: 1, window: 0.25 },
  'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original': { limit: 5, window: 5 },
  'POST /webhooks/{webhook_id}/{webhook_token}': { limit: 5, window: 5 },
};

/** Rate buckets as Discord's headers describe them. Real time: clients wait by their own clocks. */
export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();
  readonly #on: boolean;

  constructor(on: boolean) {
    this.#on = on;
  }

  take(route: Route, params: Readonly<Record<string, string>>, by: string | undefined): Verdict {
    // New clients know no bucket, so that a test with many logins would wait for nothing.
    if (!this.#on || route.path === '/gateway/bot' || route.path.startsWith('/interactions/')) return free;
    if (by !== undefined) {
      const all = this.#use(`global ${by}`, globalLimit, 1);
      if (all.left < 0)
        return {
          headers: { 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' },
          retryAfter: all.after,
          global: true,
        };
    }
    const name = `${route.method} ${route.path}`;
    const rule = limited[name];
    if (rule === undefined) return free;
    // The first part of the path that names something is what a bucket is for; with webhooks also the token.
    const major = params['channel_id'] ?? params['guild_id'] ?? `${params['webhook_id']}:${params['webhook_token']}`;
    const { left, after } = this.#use(`${name} ${major}`, rule.limit, rule.window);
    const headers = {
      'x-ratelimit-bucket': Buffer.from(name).toString('hex').slice(-32),
      'x-ratelimit-limit': String(rule.limit),
      'x-ratelimit-remaining': String(Math.max(0, left)),
      'x-ratelimit-reset': String(Date.now() / 1000 + after),
      'x-ratelimit-reset-after': after.toFixed(3),
    };
    if (left >= 0) return { headers, global: false };
    return { headers: { ...headers, 'x-ratelimit-scope': 'user' }, retryAfter: after, global: false };
  }

  /** Seconds to wait where a message older than an hour was edited too often; others see about 3 in 20 s a channel. */
  takeOldEdit(channelId: string): number | undefined {
    if (!this.#on) return undefined;
    const { left, after } = this.#use(`old edits ${channelId}`, 3, 20);
    return left < 0 ? after : undefined;
  }

  #use(key: string, limit: number, window: number): { left: number; after: number } {
    const now = performance.now();
    let bucket = this.#buckets.get(key);
    if (bucket === undefined || bucket.ends <= now) {
      bucket = { used: 0, ends: now + window * 1000 };
      this.#buckets.set(key, bucket);
    }
    const after = Math.max(0.001, (bucket.ends - now) / 1000);
    if (bucket.used >= limit) return { left: -1, after };
    bucket.used += 1;
    return { left: limit - bucket.used, after };
  }
}
