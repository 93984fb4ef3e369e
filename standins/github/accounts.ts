import { createHash, randomBytes } from 'node:crypto';
import type { Account } from './payloads/user.ts';

/** Who asks. `app` came with a JWT and may only ask for installation tokens. */
export interface Caller {
  readonly kind: 'user' | 'installation' | 'app';
  readonly account: Account;
}

interface Token {
  readonly caller: Caller;
  /** Epoch milliseconds; never where absent. */
  readonly expiresAt?: number;
}

/** Accounts and the tokens that stand for them. */
export class Accounts {
  readonly #byLogin = new Map<string, Account>();
  readonly #tokens = new Map<string, Token>();

  /** Finds by login, or adds. An id is made from the login, so that runs are alike. */
  ensure(login: string, more: Partial<Omit<Account, 'login'>> = {}): Account {
    const known = this.#byLogin.get(login.toLowerCase());
    if (known !== undefined && Object.keys(more).length === 0) return known;
    const id = createHash('sha256').update(login.toLowerCase()).digest().readUInt32BE(0);
    const account: Account = {
      id,
      login,
      type: 'User',
      name: login,
      email: `${id}+${login}@users.noreply.github.com`,
      ...known,
      ...more,
    };
    this.#byLogin.set(login.toLowerCase(), account);
    return account;
  }

  byEmail(email: string): Account | undefined {
    return [...this.#byLogin.values()].find((account) => account.email === email);
  }

  /** Makes a token for an account, with GitHub's prefixes. */
  issue(caller: Caller, expiresAt?: number, wanted?: string): string {
    const prefix = caller.kind === 'installation' ? 'ghs_' : 'ghp_';
    const token = wanted ?? prefix + randomBytes(18).toString('hex');
    this.#tokens.set(token, { caller, ...(expiresAt === undefined ? {} : { expiresAt }) });
    return token;
  }

  expiryOf(token: string): number | undefined {
    return this.#tokens.get(token)?.expiresAt;
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  byToken(token: string, now: number): Caller | undefined {
    const found = this.#tokens.get(token);
    if (found === undefined || (found.expiresAt !== undefined && found.expiresAt <= now)) return undefined;
    return found.caller;
  }

  /** Basic credentials of git: the token is the password, whatever the name says. */
  byBasic(header: string | undefined, now: number): Caller | undefined {
    if (header === undefined || !/^basic /i.test(header)) return undefined;
    const [, ...secret] = Buffer.from(header.slice(6), 'base64').toString().split(':');
    return this.byToken(secret.join(':'), now);
  }
}
