import { createPrivateKey, randomUUID } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { CredentialRefused } from '../../core/credential-refused.ts';

export type GithubCredentials =
  | { readonly token: string }
  /** The key is PEM, as GitHub hands it out. */
  | { readonly appId: string; readonly privateKey: string };

/** A connection to GitHub that waits between writes, retries within bounds, and gives up in time. */
export interface Connection {
  readonly octokit: Octokit;
  /** A token that git may use as the password of `x-access-token`; an app's lives for an hour. */
  readonly token: () => Promise<string>;
}

const Patient = Octokit.plugin(retry, throttling);

/** Refusals that another try cannot change, and limits, which are waited for elsewhere. */
const doNotRetry = [400, 401, 403, 404, 409, 410, 422, 429, 451];
/** Longer waits are given back to the caller, who has better things to do meanwhile. */
const longestWait = 5;

/** `tries` answers of 5xx or silence are borne in all; the pause grows as 1 s, 4 s. */
export function connector(
  apiUrl: string,
  credentials: GithubCredentials,
  timeoutMs: number,
  tries: number,
): (owner: string, repo: string) => Promise<Connection> {
  const waitsFor = (seconds: number, retryCount: number): boolean => seconds <= longestWait && retryCount < 1;
  const common = {
    baseUrl: apiUrl.replace(/\/$/, ''),
    userAgent: 'greenroom',
    // The library would print warnings of deprecation to the console.
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    request: {
      // Each attempt gets its own deadline: time spent waiting for a turn is not GitHub's silence.
      fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) }),
    },
    retry: { retries: tries - 1, doNotRetry },
    throttle: {
      // The library's limiters are global by id; each connector is its own client.
      id: randomUUID(),
      onRateLimit: (seconds: number, _options: object, _octokit: Octokit, count: number) => waitsFor(seconds, count),
      onSecondaryRateLimit: (seconds: number, _options: object, _octokit: Octokit, count: number) =>
        waitsFor(seconds, count),
    },
  };

  if ('token' in credentials) {
    const octokit = new Patient({ ...common, auth: credentials.token });
    const connection = { octokit, token: () => Promise.resolve(credentials.token) };
    return () => Promise.resolve(connection);
  }
  const { appId } = credentials;
  const privateKey = readKey(credentials.privateKey);
  const asApp = new Patient({ ...common, authStrategy: createAppAuth, auth: { appId, privateKey } });
  return async (owner: string, repo: string): Promise<Connection> => {
    const { data } = await asApp.request('GET /repos/{owner}/{repo}/installation', { owner, repo });
    const auth = { appId, privateKey, installationId: data.id };
    const octokit = new Patient({ ...common, authStrategy: createAppAuth, auth });
    return {
      octokit,
      token: async () => {
        const made = await octokit.auth({ type: 'installation' });
        const token = made !== null && typeof made === 'object' ? Reflect.get(made, 'token') : undefined;
        if (typeof token !== 'string') throw new Error('GitHub made no installation token.');
        return token;
      },
    };
  };
}

/** Found out at start, not at the first push. Environment variables often carry `\\n` for line ends. */
function readKey(text: string): string {
  try {
    return createPrivateKey(text.replaceAll('\\n', '\n')).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    throw new CredentialRefused(
      'GITHUB_APP_PRIVATE_KEY',
      'found no private key in PEM form',
      'Wanted the whole .pem file that GitHub made for the app; GITHUB_APP_PRIVATE_KEY_FILE may name it.',
    );
  }
}
