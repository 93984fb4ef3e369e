import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { december } from '../src/event/content.js';

const base = process.env['GREENROOM_URL_API'] ?? '';

/**
 * The suite needs Node and this repository's files, no package: it also runs where only the sources are.
 *
 * Somebody in front of the app: a browser's cookies and nothing else.
 *
 * @typedef {{ status: number, headers: Headers, text: string, json: () => any }} Answer
 */
export class Visitor {
  /** @type {Map<string, string>} */
  cookies = new Map();
  /** The attributes of each cookie as it came. @type {Map<string, string>} */
  attributes = new Map();

  /**
   * @param {string} path
   * @param {{ method?: string, body?: unknown, headers?: Record<string, string> }} [request]
   * @returns {Promise<Answer>}
   */
  async ask(path, { method, body, headers = {} } = {}) {
    const answer = await fetch(new URL(path, base), {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookies.size === 0
          ? {}
          : { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split('; ');
      const at = pair.indexOf('=');
      this.attributes.set(pair.slice(0, at), rest.join('; '));
      if (rest.includes('Max-Age=0')) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: () => JSON.parse(text) };
  }

  /** The refusal's status and code. @param {string} path @param {Parameters<Visitor['ask']>[1]} [request] */
  async refused(path, request) {
    const answer = await this.ask(path, request);
    assert.ok(answer.status >= 400, `${path} was not refused but answered ${answer.status}`);
    const { code, message } = answer.json();
    assert.ok(message.length > 0, 'a refusal says why');
    return `${answer.status} ${code}`;
  }

  /** @param {string} path @param {Parameters<Visitor['ask']>[1]} [request] */
  async done(path, request) {
    const answer = await this.ask(path, request);
    assert.ok(answer.status < 300, `${path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    return answer.text === '' ? {} : answer.json();
  }
}

/** Nobody else has it, so the suite may run any number of times, and twice at once. @param {string} who */
export const newName = (who) => `suite ${who} ${randomBytes(5).toString('hex')}`;

/** Somebody made up, logged in. @param {string} who @param {object} [wanted] */
export async function somebody(who, wanted = {}) {
  const visitor = new Visitor();
  const answer = await visitor.ask('/auth/test-login', { body: { name: newName(who), ...wanted } });
  assert.equal(answer.status, 201, `nobody could log in: ${answer.text}`);
  return visitor;
}

/**
 * A day that is open here, with its answers: testers lock days and move the clock, so it need not be the first.
 *
 * @returns {Promise<{ day: number, normal: { answer: string }, veteran: { mode: 'veteran', answer: string } }>}
 */
export async function openDay() {
  const { days } = await new Visitor().done('/api/days');
  const open = days.find((/** @type {{ open: boolean }} */ one) => one.open);
  assert.ok(
    open !== undefined,
    'No day is open here, so nothing can be played. Open one with /unlock-day, or set staging back with /reset; then press “Verify again”.',
  );
  const { normal, veteran } = december[open.day - 1];
  return { day: open.day, normal: { answer: normal[1] }, veteran: { mode: 'veteran', answer: veteran[1] } };
}
