import { get } from 'node:http';

/**
 * The status of what is answered there, redirections included. By `node:http`: the first `fetch` of a process loads for
 * 15 ms, while a version waits to be switched to, and 2 MiB of it stay for as long as the host lives.
 */
export function statusOf(url: string, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    // A connection that is kept would hold up the app's own orderly end.
    const options = { agent: false, headers: { connection: 'close' }, signal };
    get(url, options, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.destroy();
    }).on('error', reject);
  });
}
