import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readAll } from './read-all.ts';
import { parseJson } from './parse-json.ts';
import type { Answer } from './route.ts';
import { Refusal } from './route.ts';
import type { GithubWorld } from './world.ts';

/**
 * How an app is made from a manifest: a form is posted to GitHub's page, its owner says yes, GitHub sends the browser
 * back with a code, and the code is changed for the app's credentials, once.
 * https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
const manifestShape = z.strictObject({
  name: z.string().max(34).optional(),
  url: z.url(),
  hook_attributes: z.strictObject({ url: z.url(), active: z.boolean().optional() }).optional(),
  redirect_url: z.url().optional(),
  callback_urls: z.array(z.url()).optional(),
  setup_url: z.url().optional(),
  description: z.string().optional(),
  public: z.boolean().optional(),
  default_events: z.array(z.literal('push')).optional(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write'])).optional(),
});
type Manifest = z.infer<typeof manifestShape>;

const codes = new WeakMap<GithubWorld, Map<string, Manifest>>();

const form = /^\/(organizations\/[\w.-]+\/)?settings\/apps\/new$/;
const install = /^\/apps\/([\w-]+)\/installations\/new$/;

export const isAppPage = (path: string): boolean => form.test(path) || install.test(path);

/** Both pages stand for an owner who says yes. */
export async function serveAppPage(
  world: GithubWorld,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const page = (status: number, text: string): void => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><p>${text}</p>`);
  };
  if (install.test(url.pathname)) {
    if (world.app === undefined) return page(404, 'Not Found');
    world.installsApp();
    return page(200, 'Installed');
  }
  const body = new URLSearchParams((await readAll(request)).toString());
  const read = manifestShape.safeParse(parseJson(body.get('manifest') ?? 'null'));
  if (request.method !== 'POST' || !read.success) {
    world.violation(`${request.method ?? ''} ${url.pathname}: ${read.success ? 'no form' : read.error.message}`);
    return page(422, 'Invalid manifest');
  }
  const code = randomBytes(20).toString('hex');
  const open = codes.get(world) ?? new Map<string, Manifest>();
  codes.set(world, open.set(code, read.data));
  const back = new URL(read.data.redirect_url ?? world.addresses.server);
  back.searchParams.set('code', code);
  const state = url.searchParams.get('state');
  if (state !== null) back.searchParams.set('state', state);
  response.writeHead(302, { location: back.href }).end();
}

export function convert(world: GithubWorld, code: string): Answer {
  const manifest = codes.get(world)?.get(code);
  codes.get(world)?.delete(code);
  if (manifest === undefined) throw new Refusal(404, 'Not Found');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const id = world.nextId();
  const slug = (manifest.name ?? 'greenroom').toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const secret = randomBytes(20).toString('hex');
  const { hook_attributes: hook, default_events: events = [] } = manifest;
  world.app = {
    appId: String(id),
    slug,
    installationId: world.nextId(),
    publicKey: createPublicKey(privateKey),
    installed: false,
    ...(hook === undefined
      ? {}
      : { hook: { id, url: hook.url, secret, contentType: 'json', events, createdAt: world.clock.now() } }),
  };
  return {
    status: 201,
    body: {
      id,
      slug,
      node_id: `A_${String(id)}`,
      name: manifest.name ?? 'greenroom',
      client_id: `Iv1.${randomBytes(8).toString('hex')}`,
      client_secret: randomBytes(20).toString('hex'),
      webhook_secret: hook === undefined ? null : secret,
      pem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      html_url: `${world.addresses.server}/apps/${slug}`,
      permissions: manifest.default_permissions ?? {},
      events,
    },
  };
}
