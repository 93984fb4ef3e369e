import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { Probe, ProbeAnswer } from '../../ports/probe.ts';

const mostBytes = 64 * 1024;

/** Where clouds keep credentials, and what no app of ours lives on: never probed, whatever a name resolves to. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

async function refusedAddress(host: string): Promise<string | undefined> {
  const bare = host.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  const addresses = family === 0 ? await lookup(bare, { all: true }) : [{ address: bare, family }];
  return addresses.find(({ address, family: kind }) => forbidden.check(address, kind === 6 ? 'ipv6' : 'ipv4'))?.address;
}

async function readSome(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    text += decoder.decode(chunk.subarray(0, Math.max(0, mostBytes - (bytes - chunk.byteLength))), { stream: true });
    if (bytes >= mostBytes) break;
  }
  return text;
}

function plainly(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return 'nobody listens there';
  if (code === 'ENOTFOUND') return 'the name is not known';
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  return code !== '' ? code : error instanceof Error ? error.message : String(error);
}

/** Looks at an address from outside. A redirect is an answer, not a way: it is never followed. */
export const httpProbe: Probe = {
  async get(url, deadlineMs, signal): Promise<ProbeAnswer> {
    try {
      const address = new URL(url);
      const refused = await refusedAddress(address.hostname);
      if (refused !== undefined)
        return { reached: false, detail: `${address.hostname} is ${refused}, which is never asked` };
      const response = await fetch(address, {
        redirect: 'manual',
        headers: { 'user-agent': 'greenroom', connection: 'close' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
      });
      return { reached: true, status: response.status, body: await readSome(response) };
    } catch (error) {
      return { reached: false, detail: plainly(error) };
    }
  },
};
