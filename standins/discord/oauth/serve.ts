import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readAll } from '../api.ts';
import type { DiscordWorld } from '../world.ts';
import { tokenLives } from './grants.ts';

/**
 * `/oauth2/authorize` asks who the person is (`user` in the address answers for them), and `/api/oauth2/token` gives
 * an access token for a code. https://docs.discord.com/developers/topics/oauth2#authorization-code-grant
 */
export async function serveOauth(
  world: DiscordWorld,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  if (request.method === 'GET' && url.pathname === '/oauth2/authorize') return authorize(world, response, url);
  const isToken = /^\/api(\/v10)?\/oauth2\/token$|^\/oauth2\/token$/.test(url.pathname);
  if (request.method !== 'POST' || !isToken) return say(response, 404, { message: '404: Not Found', code: 0 });
  const raw = await readAll(request);
  if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
    world.violation('POST /oauth2/token: the body must be a form, application/x-www-form-urlencoded');
    return say(response, 400, { error: 'unsupported_grant_type' });
  }
  const form = new URLSearchParams(raw.toString());
  const { id, secret } = credentials(request, form);
  const application = world.directory.applications.get(id);
  if (application === undefined || application.secret !== secret)
    return say(response, 401, { error: 'invalid_client' });
  if (form.get('grant_type') !== 'authorization_code') return say(response, 400, { error: 'unsupported_grant_type' });
  const found = world.grants.exchange(form.get('code') ?? '', id, form.get('redirect_uri') ?? '');
  if (found === undefined) {
    return say(response, 400, { error: 'invalid_grant', error_description: 'Invalid "code" in request.' });
  }
  return say(response, 200, {
    token_type: 'Bearer',
    access_token: found.access,
    expires_in: tokenLives / 1000,
    // Refreshing is not there: nobody here stays longer than a week.
    refresh_token: randomBytes(22).toString('base64url'),
    scope: found.scope,
  });
}

function authorize(world: DiscordWorld, response: ServerResponse, url: URL): void {
  const { searchParams: query } = url;
  const refuse = (error: string): void => {
    world.violation(`GET /oauth2/authorize: ${error}`);
    say(response, 400, { error });
  };
  const application = world.directory.applications.get(query.get('client_id') ?? '');
  const redirectUri = query.get('redirect_uri') ?? '';
  const scope = query.get('scope') ?? '';
  if (application === undefined) return refuse('unknown client_id');
  if (scope.split(' ').includes('bot')) return invite(world, response, url, application.id);
  if (!application.redirectUris.includes(redirectUri)) return refuse('redirect_uri is not registered');
  if (query.get('response_type') !== 'code') return refuse('response_type must be code');
  if (!scope.split(' ').every((one) => ['identify', 'guilds', 'guilds.members.read'].includes(one))) {
    return refuse(`unknown scope in “${scope}”`);
  }
  // Discord allows leaving it out; whoever does can be made to log in as somebody else.
  if (!query.get('state')) return refuse('state is missing');
  const back = new URL(redirectUri);
  back.searchParams.set('state', query.get('state') ?? '');
  const person = query.get('user');
  if (person === null) return choose(world, response, url);
  if (person === 'denied') back.searchParams.set('error', 'access_denied');
  else if (!world.directory.members.has(person)) return say(response, 400, { error: `no member ${person}` });
  else
    back.searchParams.set(
      'code',
      world.grants.code({ applicationId: application.id, userId: person, redirectUri, scope }),
    );
  response.writeHead(302, { location: back.href }).end();
}

/** An invitation of the bot: the page asks for a yes, which `authorize=yes` in the address gives. */
function invite(world: DiscordWorld, response: ServerResponse, url: URL, applicationId: string): void {
  const permissions = url.searchParams.get('permissions') ?? '0';
  if (!/^\d{1,20}$/.test(permissions)) {
    world.violation(`GET /oauth2/authorize: permissions is “${permissions}”`);
    return say(response, 400, { error: 'permissions is no number' });
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  if (url.searchParams.get('authorize') === 'yes') {
    world.invite(applicationId, BigInt(permissions));
    response.end('<!doctype html><title>Authorized</title><h1>Authorized</h1>');
    return;
  }
  const to = new URL(url);
  to.searchParams.set('authorize', 'yes');
  response.end(
    `<!doctype html><title>Authorize</title><h1>Add it to ${escape(world.directory.guild.name)}?</h1>` +
      `<p><a href="${escape(to.pathname + to.search)}">Authorize</a></p>`,
  );
}

/** Discord knows from a cookie who it is; here one says so. */
function choose(world: DiscordWorld, response: ServerResponse, url: URL): void {
  const links = world
    .members()
    .filter(({ bot }) => !bot)
    .map(({ id, name }) => [id, name] as const);
  const items = [...links, ['denied', 'Cancel'] as const].map(([id, name]) => {
    const to = new URL(url);
    to.searchParams.set('user', id);
    return `<li><a href="${escape(to.pathname + to.search)}">${escape(name)}</a></li>`;
  });
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Authorize</title><h1>Log in as</h1><ul>${items.join('')}</ul>`);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** By HTTP basic, or in the form. */
function credentials(request: IncomingMessage, form: URLSearchParams): { id: string; secret: string } {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'Basic') {
    const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':');
    return { id, secret };
  }
  return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
