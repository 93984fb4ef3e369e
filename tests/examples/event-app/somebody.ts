import { parseJson } from '../../../src/trust.ts';
import { type RunningApp } from './event-process.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Somebody with a browser: keeps cookies, follows nothing by itself. */
export class Somebody {
  readonly #app: RunningApp;
  readonly cookies = new Map<string, string>();

  constructor(app: RunningApp) {
    this.#app = app;
  }

  async ask(path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST'): Promise<Answer> {
    const answer = await fetch(new URL(path, this.#app.url), {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
      if (line.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await answer.text();
    const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json');
    return { status: answer.status, headers: answer.headers, body: isJson ? parseJson(text) : text };
  }

  async logsInAsTester(name: string, more: object = {}): Promise<this> {
    const { status } = await this.ask('/auth/test-login', { name, ...more });
    if (status !== 201) throw new Error(`${name} could not log in: ${status}`);
    return this;
  }
}
