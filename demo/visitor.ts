import { z } from 'zod';

const anything = z.unknown();

export interface Heard {
  readonly status: number;
  /** The body, read as JSON where it is some. */
  readonly said: unknown;
  readonly location: string | undefined;
}

/** Somebody's browser in front of the event app: cookies, and redirects one by one. */
export class Visitor {
  readonly #base: string;
  readonly #cookies = new Map<string, string>();

  constructor(base: string) {
    this.#base = base;
  }

  async ask(path: string, request: { method?: string; body?: unknown } = {}): Promise<Heard> {
    const { body, method = body === undefined ? 'GET' : 'POST' } = request;
    const answer = await fetch(new URL(path, this.#base), {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split('; ');
      const at = pair.indexOf('=');
      if (line.includes('Max-Age=0')) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await answer.text();
    const isJson = (answer.headers.get('content-type') ?? '').includes('json');
    return {
      status: answer.status,
      said: isJson ? anything.parse(JSON.parse(text)) : text,
      location: answer.headers.get('location') ?? undefined,
    };
  }

  /** Through Discord's OAuth2 page, where the person says who they are and yes; back with a code; in. */
  async logsIn(discordId: string): Promise<Heard> {
    const toDiscord = new URL((await this.ask('/auth/login')).location ?? '', this.#base);
    toDiscord.searchParams.set('user', discordId);
    const page = await fetch(toDiscord, { redirect: 'manual' });
    const back = page.headers.get('location');
    if (back === null) throw new Error(`Discord did not send ${discordId} back: ${page.status} ${await page.text()}`);
    return this.ask(back);
  }
}
