import { randomBytes } from 'node:crypto';
import type { StandinClock } from '../clock.ts';

interface Code {
  readonly applicationId: string;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly at: number;
}

interface Token {
  readonly applicationId: string;
  readonly userId: string;
  readonly scope: string;
  readonly expiresAt: number;
}

/** Milliseconds. A code is for one use, soon; an access token is good for a week. */
const codeLives = 60_000;
export const tokenLives = 7 * 24 * 3_600_000;

/** What people allowed applications to know of them. */
export class Grants {
  readonly #clock: StandinClock;
  readonly #codes = new Map<string, Code>();
  readonly #tokens = new Map<string, Token>();

  constructor(clock: StandinClock) {
    this.#clock = clock;
  }

  code(wanted: Omit<Code, 'at'>): string {
    const code = randomBytes(15).toString('base64url');
    this.#codes.set(code, { ...wanted, at: this.#clock.now() });
    return code;
  }

  /** Undefined where the code is unknown, used, old, another application's, or came by another address. */
  exchange(code: string, applicationId: string, redirectUri: string): { access: string; scope: string } | undefined {
    const found = this.#codes.get(code);
    this.#codes.delete(code);
    if (found === undefined || this.#clock.now() - found.at > codeLives) return undefined;
    if (found.applicationId !== applicationId || found.redirectUri !== redirectUri) return undefined;
    const access = randomBytes(22).toString('base64url');
    const { userId, scope } = found;
    this.#tokens.set(access, { applicationId, userId, scope, expiresAt: this.#clock.now() + tokenLives });
    return { access, scope };
  }

  token(access: string): Token | undefined {
    const found = this.#tokens.get(access);
    return found !== undefined && found.expiresAt > this.#clock.now() ? found : undefined;
  }
}
