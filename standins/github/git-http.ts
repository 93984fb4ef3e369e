import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { delimiter, join } from 'node:path';
import { git, gitEnvironment } from './git.ts';
import type { RefChange } from './payloads/push.ts';

/** Hook of every bare repository: writes which refs really moved to a file that the asking request names. */
export const postReceive =
  '#!/bin/sh\nif [ -n "$STANDIN_PUSHED" ]; then cat >> "$STANDIN_PUSHED"; else cat > /dev/null; fi\n';

const running = new Set<ChildProcess>();

/** Ends whatever git is still serving, with its children. */
export function endGit(): void {
  for (const child of running) {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
}

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

function backend(
  request: IncomingMessage,
  response: ServerResponse,
  what: GitRequest,
  pushed: string,
  folder: string,
): Promise<void> {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const environment = gitEnvironment();
  const child = spawn(join(folder, 'git-http-backend'), {
    detached: true,
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
      CONTENT_LENGTH: header('content-length'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      STANDIN_PUSHED: pushed,
      ...(what.user === undefined ? {} : { REMOTE_USER: what.user }),
    },
  });
  running.add(child);
  // The pusher may go away in mid-request, and git may close its end first; both are ordinary.
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  child.stderr.resume();

  let head = Buffer.alloc(0);
  let inBody = false;
  child.stdout.on('data', (chunk: Buffer) => {
    // Who asked has gone: no drain would ever come, and waiting for one would keep git, and us, for ever.
    if (response.destroyed) return;
    if (inBody) {
      if (!response.write(chunk)) {
        child.stdout.pause();
        response.once('drain', () => child.stdout.resume());
      }
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    inBody = true;
    writeHead(response, head.subarray(0, end).toString());
    response.write(head.subarray(end + 4));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    response.on('close', () => child.stdout.resume());
    child.on('close', () => {
      running.delete(child);
      if (!inBody && !response.headersSent) response.writeHead(500);
      response.end();
      resolve();
    });
  });
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
