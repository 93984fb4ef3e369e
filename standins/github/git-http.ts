import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { delimiter, join } from 'node:path';
import { runErrand } from '../errands/run-errand.ts';
import { git, gitEnvironment } from './git.ts';
import type { RefChange } from './payloads/push.ts';
import { readAll } from './read-all.ts';

/** Hook of every bare repository: writes which refs really moved to a file that the asking request names. */
export const postReceive =
  '#!/bin/sh\nif [ -n "$STANDIN_PUSHED" ]; then cat >> "$STANDIN_PUSHED"; else cat > /dev/null; fi\n';

export interface GitRequest {
  /** Parent of `owner/name.git` folders. */
  readonly root: string;
  /** Path below root, e.g. `/acme/advent.git/info/refs`. */
  readonly path: string;
  readonly query: string;
  readonly user: string | undefined;
}

/** Serves one request of git's smart protocol through `git http-backend`; which refs a push moved. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  what: GitRequest,
): Promise<readonly RefChange[]> {
  const notes = await mkdtemp(join(what.root, 'push-'));
  const pushed = join(notes, 'refs');
  try {
    await backend(request, response, what, pushed, await programs());
    return await readChanges(pushed);
  } finally {
    await rm(notes, { recursive: true, force: true });
  }
}

let found: Promise<string> | undefined;
/** Where git has the programs that it is made of. Called by its name there, http-backend is one process less. */
function programs(): Promise<string> {
  found ??= git('/', ['--exec-path']).then((path) => path.toString().trim());
  return found;
}

/** Read and answered whole: what is pushed here is small, and git is not left waiting for somebody who has gone. */
async function backend(
  request: IncomingMessage,
  response: ServerResponse,
  what: GitRequest,
  pushed: string,
  folder: string,
): Promise<void> {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const environment = gitEnvironment();
  const input = await readAll(request).catch(() => undefined);
  // The pusher has gone away in mid-request, which is ordinary.
  if (input === undefined) return;
  const { out } = await runErrand({
    program: join(folder, 'git-http-backend'),
    args: [],
    input,
    env: {
      ...environment,
      PATH: `${folder}${delimiter}${environment['PATH'] ?? ''}`,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROJECT_ROOT: what.root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: what.path,
      QUERY_STRING: what.query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: String(input.length),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      STANDIN_PUSHED: pushed,
      ...(what.user === undefined ? {} : { REMOTE_USER: what.user }),
    },
  });
  const end = out.indexOf('\r\n\r\n');
  if (end < 0) response.writeHead(500);
  else writeHead(response, out.subarray(0, end).toString());
  response.end(end < 0 ? '' : out.subarray(end + 4));
}

function writeHead(response: ServerResponse, text: string): void {
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

async function readChanges(file: string): Promise<RefChange[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [before = '', after = '', ...ref] = line.split(' ');
      return { before, after, ref: ref.join(' ') };
    });
}
