import { request } from 'node:http';

/**
 * The status that an app answers with; its body is not waited for. By `node:http`, which the host needs anyway: `fetch`
 * would be loaded for this one question, as a quarter of all that a host's start takes (bin/host.js).
 */
export function statusOf(url: string, signal: AbortSignal): Promise<number> {
  return new Promise((done, fail) => {
    // A connection that is kept would hold up the app's own orderly end.
    request(url, { agent: false, headers: { connection: 'close' }, signal }, (answer) => {
      done(answer.statusCode ?? 0);
      answer.destroy();
    })
      .on('error', fail)
      .end();
  });
}
