import type { IncomingMessage, ServerResponse } from 'node:http';
import { serveGit } from './git-http.ts';
import type { GithubWorld } from './world.ts';

const shape = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

export function isGitPath(path: string): boolean {
  return shape.test(path);
}

/** Git over HTTP with GitHub's manners: reading what is public is free, all else needs a token as Basic password. */
export async function serveGitRoute(
  world: GithubWorld,
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const [, owner = '', name = '', service = ''] = shape.exec(url.pathname) ?? [];
  const writes = service === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack';
  const act = writes ? 'push' : 'fetch';
  const fault = world.faults.takeGit(act);
  world.requests.push(`git ${act} /${owner}/${name}/${service}${fault === undefined ? '' : ` → ${fault.kind}`}`);
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'drop') return void response.destroy();
  if (fault?.kind === 'server-error') return refuse(response, 500, 'Internal Server Error');
  const header = request.headers.authorization;
  const caller = world.accounts.byBasic(header, world.clock.now());
  const repository = world.find(`${owner}/${name}`);
  const needsToken = writes || repository === undefined || repository.private || header !== undefined;
  if (fault?.kind === 'unauthorized' || (needsToken && caller === undefined)) {
    response.setHeader('www-authenticate', 'Basic realm="GitHub"');
    return refuse(response, 401, 'remote: Invalid username or token.');
  }
  if (repository === undefined) return refuse(response, 404, 'remote: Repository not found.');

  const changes = await serveGit(request, response, {
    root,
    path: `/${repository.fullName.toLowerCase()}.git/${service}`,
    query: url.search.slice(1),
    user: caller?.account.login,
  });
  if (caller !== undefined && changes.length > 0) await world.pushed(repository, changes, caller.account);
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(`${text}\n`);
}
