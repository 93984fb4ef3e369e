import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './accounts.ts';
import { jwtProblem } from './app.ts';
import { parseJson } from './parse-json.ts';
import { readAll } from './read-all.ts';
import type { Answer, Call, Route } from './route.ts';
import { Refusal, matchRoute } from './route.ts';
import { actionRoutes } from './routes/actions.ts';
import { appRoutes } from './routes/app.ts';
import { contentRoutes } from './routes/contents.ts';
import { convert } from './manifest.ts';
import { commitRoutes } from './routes/commits.ts';
import { deploymentStatusRoutes } from './routes/deployment-statuses.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { hookRoutes } from './routes/hooks.ts';
import { pullRoutes } from './routes/pulls.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { statusRoutes } from './routes/statuses.ts';
import type { GithubWorld } from './world.ts';

/** Order matters: `commits/*ref` would also take `commits/x/pulls`. */
const tokenRoutes: readonly Route[] = [
  ...statusRoutes,
  ...pullRoutes,
  ...deploymentRoutes,
  ...deploymentStatusRoutes,
  ...hookRoutes,
  ...contentRoutes,
  ...actionRoutes,
  ...commitRoutes,
  ...repositoryRoutes,
];

/** Answers one request to the REST API; the fault that was armed for it, if any, strikes here. */
export async function serveApi(
  world: GithubWorld,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const name = `${request.method ?? 'GET'} ${url.pathname}`;
  const text = (await readAll(request)).toString();
  const fault = world.faults.takeApi(name);
  const note = (outcome: number | string): number => world.requests.push(`${name} → ${outcome}`);
  if (fault !== undefined && fault.kind !== 'stores-then-hangs') {
    note(fault.kind);
    strike(world, response, fault.kind, fault.retryAfter ?? 60);
    return;
  }
  const answer = await decide(world, request, url, name, text);
  note(fault?.kind ?? answer.status);
  if (fault === undefined) send(response, answer);
}

async function decide(
  world: GithubWorld,
  request: IncomingMessage,
  url: URL,
  name: string,
  text: string,
): Promise<Answer> {
  try {
    if (request.headers['user-agent'] === undefined)
      throw new Refusal(403, 'Request forbidden by administrative rules.');
    const conversion = /^\/app-manifests\/([^/]+)\/conversions$/.exec(url.pathname);
    // The one call that needs no credential: the code in its path is one, and works once.
    if (conversion !== null && request.method === 'POST') return convert(world, conversion[1] ?? '');
    const { found, by, expiresAt } = authorised(world, request, url, name);
    for (const key of url.searchParams.keys()) {
      if (!found.route.query.includes(key)) world.violation(`${name}: unknown query parameter ${key}`);
    }
    let body: unknown;
    try {
      body = text === '' ? undefined : parseJson(text);
    } catch {
      throw new Refusal(400, 'Problems parsing JSON');
    }
    const call: Call = { world, by, params: found.params, query: url.searchParams, body, name };
    const answer = await found.route.handle(call);
    if (expiresAt === undefined || by.kind !== 'user') return answer;
    return { ...answer, headers: { ...answer.headers, 'github-authentication-token-expiration': inWords(expiresAt) } };
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function authorised(
  world: GithubWorld,
  request: IncomingMessage,
  url: URL,
  name: string,
): { found: NonNullable<ReturnType<typeof matchRoute>>; by: Caller; expiresAt?: number } {
  const method = request.method ?? 'GET';
  const [scheme = '', secret = ''] = (request.headers.authorization ?? '').split(' ');
  if (!/^(token|bearer)$/i.test(scheme)) throw new Refusal(401, 'Requires authentication');
  const forApp = matchRoute(appRoutes, method, url.pathname);
  if (forApp !== undefined) {
    const problem = jwtProblem(world.app, secret, world.clock.now());
    if (problem !== undefined) throw new Refusal(401, problem);
    return { found: forApp, by: { kind: 'app', account: world.accounts.ensure('greenroom[bot]', { type: 'Bot' }) } };
  }
  const by = world.accounts.byToken(secret, world.clock.now());
  if (by === undefined) throw new Refusal(401, 'Bad credentials');
  const found = matchRoute(tokenRoutes, method, url.pathname);
  if (found === undefined) {
    world.violation(`${name}: no such route`);
    throw new Refusal(404, 'Not Found');
  }
  const expiresAt = world.accounts.expiryOf(secret);
  return { found, by, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

/** `2027-11-20 08:00:00 UTC`, as GitHub writes it. */
const inWords = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'x-github-request-id': 'STANDIN',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    ...answer.headers,
  });
  response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
}

type Struck = Exclude<NonNullable<ReturnType<GithubWorld['faults']['takeApi']>>['kind'], 'stores-then-hangs'>;

function strike(world: GithubWorld, response: ServerResponse, kind: Struck, retryAfter: number): void {
  const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const limited = (status: number, message: string, headers: Record<string, string>): void =>
    send(response, { status, headers, body: new Refusal(status, message).answer.body });
  switch (kind) {
    case 'rate-limited':
      return limited(429, secondary, { 'retry-after': String(retryAfter) });
    case 'secondary-limit':
      return limited(403, secondary, { 'retry-after': String(retryAfter) });
    case 'primary-limit':
      return limited(403, 'API rate limit exceeded for user ID 1.', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(world.clock.now() / 1000) + retryAfter),
      });
    case 'forbidden':
      return limited(403, 'Resource not accessible by personal access token', {});
    case 'server-error':
      return send(response, { status: 500, body: { message: 'Server Error' } });
    case 'html':
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html><html><body><h1>Unicorn!</h1></body></html>');
      return;
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end('{"id": 12, "sta');
      return;
    case 'hang':
      return;
    case 'drop':
      response.destroy();
  }
}
