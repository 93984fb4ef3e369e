import { ForgeLimited } from '../../core/forge-trouble.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Connection, GithubCredentials } from './connect.ts';
import { connector } from './connect.ts';
import { askedToWait, opensNothing, plainError } from './plain-error.ts';

export interface GithubOptions {
  /** GITHUB_API_URL, e.g. https://api.github.com. */
  readonly apiUrl: string;
  readonly credentials: GithubCredentials;
  /** Project → `owner/name`. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** For one attempt; 5000 unless told. */
  readonly timeoutMs?: number;
  /** How often silence and 5xx are borne before giving up; 3 unless told. */
  readonly tries?: number;
}

interface Question {
  /** Completes “GitHub refused to …”. */
  readonly to: string;
  /** Octokit's form, below `/repos/{owner}/{repo}`: `GET /commits/{sha}`. */
  readonly route: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Asked once only: repeating it blindly could do it twice. */
  readonly once?: boolean;
}

export interface Asker {
  /** The answer's body, still to be checked. Rejects with a plain sentence; `handle` may take an error first. */
  readonly ask: (project: string, question: Question, handle?: (error: unknown) => unknown) => Promise<unknown>;
  /** Where an answer sends us on to; it is not followed, since our token is for GitHub's API alone. */
  readonly location: (project: string, question: Question) => Promise<string>;
  /** A token that git may use. */
  readonly token: (project: string) => Promise<string>;
}

export function createAsker(options: GithubOptions): Asker {
  const { clock, repositories } = options;
  const timeoutMs = options.timeoutMs ?? 5000;
  const connect = connector(options.apiUrl, options.credentials, timeoutMs, options.tries ?? 3);
  const apiUrl = options.apiUrl.replace(/\/$/, '');
  const connections = new Map<string, Promise<Connection>>();
  /** Epoch milliseconds. Asking earlier would only make GitHub's limit last longer. */
  let notBefore = 0;

  const place = (project: string): { owner: string; repo: string } => {
    const [owner, repo] = (repositories[project] ?? '').split('/');
    if (!owner || !repo) throw new Error(`No project ${project} has a repository here; the config names those it has.`);
    return { owner, repo };
  };
  const connection = (project: string, owner: string, repo: string): Promise<Connection> => {
    const known = connections.get(project);
    if (known !== undefined) return known;
    const made = connect(owner, repo);
    connections.set(project, made);
    // An app that was not installed yet may be so the next time.
    made.catch(() => connections.delete(project));
    return made;
  };
  /** Where an app was installed anew, or its repository moved to another owner, what we knew of it opens nothing any more. */
  const connected = async <T>(
    project: string,
    owner: string,
    repo: string,
    work: (its: Connection) => Promise<T>,
  ): Promise<T> => {
    const its = connection(project, owner, repo);
    try {
      return await work(await its);
    } catch (error) {
      if (opensNothing(error) && connections.get(project) === its) connections.delete(project);
      throw error;
    }
  };
  const fail = (error: unknown, to: string): Error => {
    const seconds = askedToWait(error, clock.now());
    if (seconds === undefined) return plainError(error, to, timeoutMs);
    notBefore = Math.max(notBefore, clock.now() + seconds * 1000);
    return limited(to, notBefore);
  };
  const attempt = async <T>(to: string, work: () => Promise<T>): Promise<T> => {
    if (clock.now() < notBefore) throw limited(to, notBefore);
    try {
      return await work();
    } catch (error) {
      throw fail(error, to);
    }
  };

  return {
    ask: async (project, { to, route, parameters, once }, handle) => {
      const { owner, repo } = place(project);
      const [method = '', path = ''] = route.split(' ');
      return attempt(to, async () => {
        try {
          return await connected(project, owner, repo, async ({ octokit }) => {
            const answer = await octokit.request(`${method} /repos/{owner}/{repo}${path}`, {
              owner,
              repo,
              ...parameters,
              ...(once === true ? { request: { retries: 0 } } : {}),
            });
            const data: unknown = answer.data;
            return data;
          });
        } catch (error) {
          const taken = handle?.(error);
          if (taken !== undefined) return taken;
          throw error;
        }
      });
    },
    location: async (project, { to, route, parameters }) => {
      const { owner, repo } = place(project);
      const [method = '', path = ''] = route.split(' ');
      const asked = (url: string, more: object): Promise<{ readonly status: number; readonly there: string }> =>
        connected(project, owner, repo, async ({ octokit }) => {
          const { status, headers } = await octokit.request(`${method} ${url}`, {
            ...more,
            request: { redirect: 'manual' },
          });
          if (headers.location === undefined) throw new Error('GitHub’s answer does not say where to read on.');
          return { status, there: headers.location };
        });
      return attempt(to, async () => {
        const { status, there } = await asked(`/repos/{owner}/{repo}${path}`, { owner, repo, ...parameters });
        // The repository was renamed: that is GitHub’s API still, which wants our token.
        const moved = [301, 307, 308].includes(status) && there.startsWith(`${apiUrl}/`);
        return moved ? (await asked(there, {})).there : there;
      });
    },
    token: async (project) => {
      const { owner, repo } = place(project);
      return attempt('make a token for git', () => connected(project, owner, repo, (its) => its.token()));
    },
  };
}

function limited(to: string, until: number): Error {
  const time = new Date(until).toISOString().slice(11, 19);
  return new ForgeLimited(`GitHub’s rate limit is used up: it asks to wait until ${time} UTC before we ${to}.`);
}
