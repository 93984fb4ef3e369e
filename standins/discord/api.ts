import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { Refusal } from './refusal.ts';
import type { Answer, Call, Route } from './route.ts';
import { isOutside, serverOf } from './outside.ts';
import { matchRoute } from './route.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { guildRoutes } from './routes/guild.ts';
import { identityRoutes } from './routes/identity.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { messageRoutes } from './routes/messages.ts';
import { reactionRoutes } from './routes/reactions.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { checkRequest } from './spec/check-request.ts';
import { checkResponse } from './spec/check-response.ts';
import { readDraft } from './upload.ts';
import type { DiscordWorld } from './world.ts';

const routes: readonly Route[] = [
  ...identityRoutes,
  ...guildRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...reactionRoutes,
  ...commandRoutes,
  ...interactionRoutes,
  ...webhookRoutes,
];

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Undefined where a percent sign stands before what is no UTF-8. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers one request to the REST API; the fault that was armed for it, if any, strikes here. */
export async function serveApi(
  world: DiscordWorld,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = request.method ?? 'GET';
  const path = url.pathname.replace(/^\/api(\/v10)?(?=\/)/, '');
  const raw = await readAll(request);
  const readable = decoded(path);
  const name = `${method} ${readable ?? path}`;
  const fault = world.faults.take(name);
  const note = (status: number): void => {
    const by = world.applicationByToken(request.headers.authorization)?.id;
    const about = serverOf(world.directory, path);
    world.requests.push({
      method,
      path: readable ?? path,
      status,
      at: world.clock.now(),
      ...(by === undefined ? {} : { by }),
      outside: isOutside(world.directory, path),
      ...(about === undefined ? {} : { about }),
    });
    world.changes.tell();
  };
  if (fault !== undefined && fault.kind !== 'stores-then-hangs') {
    const status = strike(response, fault);
    note(status);
    return;
  }
  const reply = await decide(world, request, url, method, path, raw);
  note(fault === undefined ? reply.status : 0);
  if (fault === undefined) send(response, reply);
}

async function decide(
  world: DiscordWorld,
  request: IncomingMessage,
  url: URL,
  method: string,
  path: string,
  raw: Buffer,
): Promise<Reply> {
  let headers: Readonly<Record<string, string>> = {};
  try {
    if (decoded(path) === undefined) throw new Refusal('badRequest');
    const found = matchRoute(routes, method, path);
    if (found === undefined) throw new Refusal('general');
    if (found === 'other method') throw new Refusal('method');
    const { route, params } = found;
    const { by, bearer } = authorised(world, request, route);
    const verdict = world.limits.take(route, params, by?.id);
    ({ headers } = verdict);
    if (verdict.retryAfter !== undefined) return limitedReply(verdict.retryAfter, verdict.global, headers);
    const { body, files } = await readDraft(request.headers['content-type'] ?? '', raw);
    const call: Call = {
      world,
      by,
      params: bearer === undefined ? params : { ...params, bearer },
      query: url.searchParams,
      body,
      files,
    };
    checkRequest(route, call);
    const answer: Answer = route.handle(call);
    judge(world, route, method, answer);
    return { ...answer, headers };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!error.isNormalLife) world.violation(`${method} ${decoded(path) ?? path}: ${error.status} ${error.message}`);
    judge(world, undefined, method, error);
    return { status: error.status, body: error.body, headers: { ...headers, ...error.headers } };
  }
}

/** The specification is an outside check on this stand-in, too. */
function judge(world: DiscordWorld, route: Route | undefined, method: string, answer: Answer): void {
  const wrong = checkResponse(route, answer);
  if (wrong !== undefined) world.faultsOfOwn.push(`${method} ${route?.path ?? 'refusal'} ${answer.status}: ${wrong}`);
}

function authorised(world: DiscordWorld, request: IncomingMessage, route: Route): { by: Call['by']; bearer?: string } {
  const header = request.headers.authorization ?? '';
  if (route.auth === 'path') return { by: undefined };
  if (route.auth === 'bearer' && header.startsWith('Bearer ')) {
    const token = world.grants.token(header.slice('Bearer '.length));
    if (token === undefined || !token.scope.split(' ').includes('identify')) throw new Refusal('unauthorized');
    return { by: undefined, bearer: token.userId };
  }
  const by = header.startsWith('Bot ') ? world.applicationByToken(header) : undefined;
  if (by === undefined) throw new Refusal('unauthorized');
  return { by };
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply.body === undefined) {
    // With a JSON content type and no body clients fail to parse it.
    response.writeHead(reply.status, reply.headers).end();
    return;
  }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(JSON.stringify(reply.body));
}

function limitedReply(seconds: number, global: boolean, headers: Readonly<Record<string, string>>): Reply {
  return {
    status: 429,
    headers: { ...headers, 'retry-after': String(Math.ceil(seconds)) },
    body: { message: 'You are being rate limited.', retry_after: seconds, global },
  };
}

/** The status that was given; 0 for none. */
function strike(response: ServerResponse, fault: Fault): number {
  switch (fault.kind) {
    case 'rate-limited':
      send(response, limitedReply(fault.retryAfter ?? 1, false, { 'x-ratelimit-scope': 'user' }));
      return 429;
    case 'server-error':
      send(response, { status: 500, headers: {}, body: { message: '500: Internal Server Error', code: 0 } });
      return 500;
    case 'unauthorized':
      send(response, { status: 401, headers: {}, body: new Refusal('unauthorized').body });
      return 401;
    case 'html':
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end('<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>');
      return 502;
    case 'drop':
      response.destroy();
      return 0;
    case 'hang':
    case 'stores-then-hangs':
      return 0;
  }
}
