import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { act } from './act.ts';
import { bundle } from './bundle.ts';
import { LiveLinks } from './live-links.ts';
import { look } from './look.ts';
import type { PageWorld } from './world.ts';

/** Changes come in bursts; the page is told once for all within this many milliseconds. */
const burst = 50;

const html = readFileSync(new URL('client/page.html', import.meta.url));
const css = readFileSync(new URL('client/page.css', import.meta.url));

/** Whatever a message says, nothing is loaded from elsewhere and no script but ours runs. */
const policy = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'";

/** The web page of the Discord stand-in. The answer says whether a request was for the page, and then it is dealt with. */
export function createPage(
  world: PageWorld,
  options: { readonly links?: readonly { readonly name: string; readonly url: string }[] } = {},
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const script = bundle();
  // Who asks for the script is told of a failed build; before that nobody is listening.
  script.catch(() => undefined);
  const open = new Set<ServerResponse>();
  let due: NodeJS.Timeout | undefined;
  const tell = (): void => {
    due ??= setTimeout(() => {
      due = undefined;
      for (const response of open) response.write('data: changed\n\n');
    }, burst).unref();
  };
  const links = new LiveLinks(options.links ?? [], tell);
  world.onChange(tell);

  const listen = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    // Also after a reconnection: what changed meanwhile is looked up at once.
    response.write('retry: 1000\ndata: changed\n\n');
    open.add(response);
    response.on('close', () => open.delete(response));
  };

  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://page');
    switch (`${request.method ?? ''} ${url.pathname}`) {
      case 'GET /':
        response.setHeader('content-security-policy', policy);
        send(response, 200, 'text/html; charset=utf-8', html);
        return true;
      case 'GET /page.css':
        send(response, 200, 'text/css; charset=utf-8', css);
        return true;
      case 'GET /page.js':
        void answer(response, 'text/javascript; charset=utf-8', () => script);
        return true;
      case 'GET /page/events':
        listen(response);
        return true;
      case 'GET /page/state':
        void answer(response, 'application/json', () => {
          const viewer = url.searchParams.get('viewer') ?? '';
          const channel = url.searchParams.get('channel') ?? '';
          return JSON.stringify(look(world, { viewer, channel }, links.now));
        });
        return true;
      case 'POST /page/act':
        void answer(response, 'application/json', async () => {
          // Other sites in the same browser can send a form here, but not JSON.
          if (request.headers['content-type'] !== 'application/json') throw new Error('send JSON');
          const body: unknown = JSON.parse(await text(request));
          return JSON.stringify(await act(world, body));
        });
        return true;
      default:
        return false;
    }
  };
}

async function answer(response: ServerResponse, type: string, make: () => string | Promise<string>): Promise<void> {
  try {
    send(response, 200, type, await make());
  } catch (error) {
    send(response, 400, 'text/plain; charset=utf-8', error instanceof Error ? error.message : String(error));
  }
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
