import type { IncomingMessage, ServerResponse } from 'node:http';
import { ZodError } from 'zod';
import { act } from './act.ts';
import { readAll } from './api.ts';
import type { DiscordWorld } from './world.ts';

/** The world by HTTP, for the page and for other processes. */
export async function serveControl(
  world: DiscordWorld,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body ?? null));
  };
  switch (`${request.method} ${url.pathname}`) {
    case 'GET /_world/state':
      return answer(200, state(world));
    case 'GET /_world/messages': {
      const viewer = url.searchParams.get('viewer');
      const channel = url.searchParams.get('channel') ?? '';
      return answer(200, viewer === null ? world.messages(channel) : world.messages(channel, viewer));
    }
    case 'GET /_world/commands': {
      const viewer = url.searchParams.get('viewer') ?? '';
      return world.directory.members.has(viewer)
        ? answer(200, world.commandsFor(viewer))
        : answer(404, { error: `no member ${viewer}` });
    }
    case 'GET /_world/events':
      return events(world, request, response);
    case 'POST /_world/act':
      try {
        return answer(200, await act(world, (await readAll(request)).toString()));
      } catch (error) {
        return answer(400, { error: error instanceof ZodError ? error.issues : String(error) });
      }
    default:
      return answer(404, { error: 'GET state, messages, commands or events, or POST act' });
  }
}

/** `GET /_world/state`: everything but the messages. */
function state(world: DiscordWorld): object {
  return {
    guild: world.directory.guild,
    channels: world.channels(),
    members: world.members(),
    roles: world.roles(),
    connected: world.gateway.connected(),
    requests: world.requests,
    violations: world.violations,
    faultsOfOwn: world.faultsOfOwn,
  };
}

/** Server-sent events: a tick at every change, several at once as one. */
function events(world: DiscordWorld, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  let waiting: NodeJS.Immediate | undefined;
  const tick = (): void => {
    waiting ??= setImmediate(() => {
      waiting = undefined;
      response.write('event: change\ndata: {}\n\n');
    });
  };
  const stop = world.onChange(tick);
  request.on('close', () => {
    stop();
    clearImmediate(waiting);
  });
  tick();
}
