import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { orShut } from '../../config/secrets.ts';
import { NotTaken, type Question, type Reply, askJson, field, textAt } from '../../platform/ask-json.ts';
import type { Patience } from '../../platform/patience.ts';
import type { GithubCredentials } from './connect.ts';

export interface GithubPlace {
  /** GITHUB_API_URL. */
  readonly apiUrl: string;
  /** Undefined where none is set. */
  readonly credentials: GithubCredentials | undefined;
  /** With each request. */
  readonly patience: Patience;
}

/** Asks GitHub once for each thing, as a person at its pages would, and tells a refusal from an answer. */
export interface GithubAccess {
  readonly kind: 'token' | 'app';
  /** By the token, or by the installation’s; the reply whatever its status, but for a refused credential and for 5xx. */
  readonly ask: (path: string, more?: Pick<Question, 'method' | 'body'>) => Promise<Reply>;
  /** As the app itself, where it is one. */
  readonly asApp: (path: string, more?: Pick<Question, 'method' | 'body'>) => Promise<Reply>;
}

/** GitHub’s words, for sentences. */
export const saidIn = ({ status, body }: Reply): string =>
  `${String(status)}${textAt(body, 'message') === '' ? '' : `, ${textAt(body, 'message')}`}`;

export function githubAccess({ apiUrl, credentials, patience }: GithubPlace, repository: string): GithubAccess {
  const request = async (token: string, path: string, more: Pick<Question, 'method' | 'body'> = {}): Promise<Reply> => {
    const reply = await askJson({
      url: `${apiUrl}${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      },
      patience,
      ...more,
    });
    if (reply.status === 401) throw new NotTaken(`GitHub refused the credential: ${saidIn(reply)}`);
    if (reply.status === 429 || reply.status >= 500) throw new Error(`GitHub answers with ${saidIn(reply)}`);
    return reply;
  };
  if (credentials === undefined) {
    const missing = (): Promise<Reply> =>
      Promise.reject(
        new NotTaken(
          orShut('neither GITHUB_TOKEN nor GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY are set (each also as _FILE)'),
        ),
      );
    return { kind: 'token', ask: missing, asApp: missing };
  }
  if ('token' in credentials) {
    const { token } = credentials;
    return {
      kind: 'token',
      ask: async (path, more) => request(token, path, more),
      asApp: async () => Promise.reject(new Error('this is a token, and no app')),
    };
  }
  const { appId, privateKey } = credentials;
  const jwt = async (): Promise<string> =>
    (await createAppAuth({ appId, privateKey: pem(privateKey) })({ type: 'app' })).token;
  let installation: Promise<string> | undefined;
  const asApp: GithubAccess['asApp'] = async (path, more) => request(await jwt(), path, more);
  const install = async (): Promise<string> => {
    const its = await asApp(`/repos/${repository}/installation`);
    if (its.status !== 200) throw new Error(`the app is not installed on ${repository}`);
    const made = await asApp(`/app/installations/${String(field(its.body, 'id'))}/access_tokens`, {
      method: 'POST',
      body: {},
    });
    const token = textAt(made.body, 'token');
    if (token === '') throw new Error(`GitHub made no token for the app on ${repository}: ${saidIn(made)}`);
    return token;
  };
  return {
    kind: 'app',
    asApp,
    ask: async (path, more) => request(await (installation ??= install()), path, more),
  };
}

/** Environment variables often carry `\\n` for line ends. */
function pem(text: string): string {
  try {
    return createPrivateKey(text.replaceAll('\\n', '\n')).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    throw new NotTaken('GITHUB_APP_PRIVATE_KEY is no private key in PEM form');
  }
}
