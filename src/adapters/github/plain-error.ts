import { CredentialRefused } from '../../core/credential-refused.ts';
import { ForgeRefused } from '../../core/forge-trouble.ts';
import { field } from './read-answer.ts';

/** Anything that has the look of a GitHub token, for answers that echo what they were sent. */
const tokenShape = /\b(?:gh[pousr]_[A-Za-z0-9_]+|github_pat_[A-Za-z0-9_]+)/g;

/** HTTP status of octokit's error; undefined where there was no answer (octokit then says 500 without a response). */
export function statusOf(error: unknown): number | undefined {
  const status = field(field(error, 'response'), 'status');
  return typeof status === 'number' ? status : undefined;
}

/** Seconds that the other side asks to wait, by header. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
export function askedToWait(error: unknown, now: number): number | undefined {
  const status = statusOf(error);
  if (status !== 403 && status !== 429) return undefined;
  const headers = field(field(error, 'response'), 'headers');
  const after = Number(field(headers, 'retry-after'));
  if (after > 0) return after;
  const reset = Number(field(headers, 'x-ratelimit-reset'));
  if (field(headers, 'x-ratelimit-remaining') === '0' && reset > 0) return Math.max(1, reset - now / 1000);
  // Without a header a minute is what GitHub asks for; as a want of rights it would be asked again at once.
  return status === 429 || /\bsecondary rate limit\b/i.test(saidBy(error)) ? 60 : undefined;
}

/** The token is not taken, or an app's installation of which one was wanted is not there any more. */
export function opensNothing(error: unknown): boolean {
  const url = field(field(error, 'request'), 'url');
  const ofInstallation = typeof url === 'string' && /\/app\/installations\/\d+\/access_tokens$/.test(url);
  return statusOf(error) === 401 || (statusOf(error) === 404 && ofInstallation);
}

/** GitHub's own words, on one line, without anything secret; a page of HTML is not repeated. */
export function saidBy(error: unknown): string {
  const data = field(field(error, 'response'), 'data');
  if (data !== undefined && typeof field(data, 'message') !== 'string') return 'no JSON, perhaps an error page';
  const message = error instanceof Error ? error.message : String(error);
  const line = message.replace(/ - https:\/\/docs\.github\.com\S*/, '').replace(/[\p{Cc}\s]+/gu, ' ');
  return line.replace(tokenShape, '***').slice(0, 300);
}

/**
 * A plain sentence for logs and cards: what was tried, what was found, what to do. The original error is not kept as
 * its cause, since it carries the request with its headers.
 */
export function plainError(error: unknown, tried: string, timeoutMs: number): Error {
  const status = statusOf(error);
  if (status === undefined)
    return new Error(`GitHub did not answer when asked to ${tried}: ${silence(error, timeoutMs)}.`);
  const said = `${saidBy(error)} (${status})`;
  if (status === 401) {
    return new CredentialRefused(
      'GITHUB_TOKEN or GITHUB_APP_PRIVATE_KEY',
      `GitHub refused it when asked to ${tried}: ${said}`,
      'Make a new token, or check the app’s id and key.',
    );
  }
  const remedies: Record<number, string> = {
    403: 'Give the token the rights: commit statuses and deployments write; contents and pull requests read.',
    404: 'The repository, commit or deployment is not there, or this token may not see it.',
  };
  const remedy = remedies[status] ?? (status >= 500 ? 'It is tried again later.' : '');
  const sentence = `GitHub refused to ${tried}: ${said}. ${remedy}`.trim();
  return status < 500 ? new ForgeRefused(sentence) : new Error(sentence);
}

function silence(error: unknown, timeoutMs: number): string {
  const cause = field(error, 'cause');
  const name = field(cause, 'name') ?? field(error, 'name');
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  const code = field(field(cause, 'cause'), 'code') ?? field(cause, 'code');
  return typeof code === 'string' ? code : saidBy(error);
}
