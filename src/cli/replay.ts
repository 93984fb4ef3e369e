import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ownVariable } from '../config/secrets.ts';
import { UsageRefused } from './exit-code.ts';

export interface ReplayOptions {
  readonly event: string;
  readonly url: string;
  readonly id?: string;
}

/**
 * `greenroom replay FILE`: signs a stored webhook body and posts it to a running Greenroom, as GitHub would.
 * Prints the answer; fails where it is not 2xx.
 */
export async function replay(file: string, options: ReplayOptions): Promise<void> {
  const secret = ownVariable('GITHUB_WEBHOOK_SECRET')?.split(',')[0]?.trim();
  if (secret === undefined || secret === '')
    throw new UsageRefused(
      'GITHUB_WEBHOOK_SECRET: not set. It signs the delivery; set the one that the running Greenroom has.',
    );
  const body = readFileSync(file);
  if (!URL.canParse(options.url) || !/^https?:\/\//.test(options.url))
    throw new UsageRefused(`--url: found ${options.url}, wanted an http(s) address such as http://127.0.0.1:3000.`);
  const address = new URL('/webhooks/github', options.url).href;
  const answer = await fetch(address, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/replay',
      'x-github-event': options.event,
      'x-github-delivery': options.id ?? randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
  }).catch((error: unknown) => {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`Nothing answers at ${address} (${why}). Start Greenroom, or say with --url where it listens.`);
  });
  const text = await answer.text();
  console.log(`${answer.status} ${text}`);
  if (!answer.ok) throw new Error(`The delivery was answered with ${answer.status}; 202 was wanted.`);
}
