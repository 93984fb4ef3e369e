import type { ServerResponse } from 'node:http';
import type { DiscordWorld } from './world.ts';

/** `/attachments/{channel}/{file}/{name}`, as Discord's own store of files. */
export function serveAttachment(world: DiscordWorld, response: ServerResponse, url: URL): void {
  const [, , , id] = url.pathname.split('/');
  const file = world.files.get(id ?? '');
  if (file === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('This content is no longer available.');
    return;
  }
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-length': file.content.length,
    // What somebody uploaded must not run as a page of ours.
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
    'x-content-type-options': 'nosniff',
  });
  response.end(file.content);
}
