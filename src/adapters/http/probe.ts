import { lookup as systemLookup } from 'node:dns';
import { type IncomingMessage, request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { Probe, ProbeAnswer } from '../../ports/probe.ts';

const mostBytes = 64 * 1024;

/** Where clouds keep credentials, and what no app of ours lives on: never probed, whatever a name resolves to. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

function isForbidden(address: string): boolean {
  return forbidden.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

class Refused extends Error {}

function refuse(host: string, address: string): Refused {
  return new Refused(`${host} is ${address}, which is never asked`);
}

/**
 * Checks the very answer that the connection then uses. A look of our own before it would be a second question, and a
 * name can be made to answer that one differently (DNS rebinding).
 */
function guarded(lookup: LookupFunction): LookupFunction {
  return (host, options, done) =>
    lookup(host, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found?.map(({ address }) => address) ?? []);
      const bad = addresses.find(isForbidden);
      if (error !== null || bad === undefined) done(error, found, family);
      else done(refuse(host, bad), found, family);
    });
}

async function readSome(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const piece = Buffer.from(chunk);
    chunks.push(piece);
    bytes += piece.length;
    if (bytes >= mostBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString('utf8');
}

function plainly(error: unknown, late: AbortSignal): string {
  if (late.aborted) return 'no answer in time';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND') return 'the name is not known';
  return code !== '' ? code : error instanceof Error ? error.message : String(error);
}

function ask(url: URL, lookup: LookupFunction, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // Not fetch: it refuses ports that it holds for bad (6000, 10080 …), on which an app may well listen.
    const request = (url.protocol === 'https:' ? secure : plain)(
      url,
      { agent: false, lookup: guarded(lookup), signal, headers: { 'user-agent': 'greenroom', connection: 'close' } },
      resolve,
    );
    request.once('error', reject);
    request.end();
  });
}

/** Looks at an address from outside. A redirect is an answer, not a way: it is never followed. */
export function createProbe(lookup: LookupFunction): Probe {
  return {
    async get(url, deadlineMs, signal): Promise<ProbeAnswer> {
      const late = AbortSignal.timeout(deadlineMs);
      try {
        const address = new URL(url);
        const host = address.hostname.replace(/^\[|\]$/g, '');
        // An address needs no lookup, so nothing else would see it.
        if (isIP(host) !== 0 && isForbidden(host)) throw refuse(address.hostname, host);
        const response = await ask(address, lookup, AbortSignal.any([signal, late]));
        return { reached: true, status: response.statusCode ?? 0, body: await readSome(response) };
      } catch (error) {
        return { reached: false, detail: plainly(error, late) };
      }
    },
  };
}

export const httpProbe: Probe = createProbe(systemLookup);
