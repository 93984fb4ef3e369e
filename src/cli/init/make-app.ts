import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { askJson, field, textAt } from '../../platform/ask-json.ts';
import { type Setup, patienceWith, settled } from './setup.ts';

/** What the app may do, and hears of: no more than Greenroom does with it. */
const permissions = {
  contents: 'read',
  pull_requests: 'read',
  statuses: 'write',
  deployments: 'write',
  metadata: 'read',
};

/**
 * Makes the GitHub App by a manifest: a page on this machine posts it to GitHub, the owner says yes there, and GitHub
 * sends the browser back here with a code. The app's key is given out once, so it is settled before anything else.
 * https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export async function makeApp({ asker, addresses, draft, said, waitMs }: Setup): Promise<void> {
  const { url, repository, project } = draft.settled;
  const owner = said('app-owner');
  const state = randomBytes(16).toString('hex');
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const here = `http://127.0.0.1:${String(address !== null && typeof address === 'object' ? address.port : 0)}`;
  const manifest = {
    name: `greenroom-${settled(project, 'the project')}-${randomBytes(2).toString('hex')}`.slice(0, 34),
    url: `${addresses.githubServerUrl}/${settled(repository, 'the repository')}`,
    redirect_url: `${here}/callback`,
    public: false,
    default_permissions: permissions,
    ...(url === undefined || url === 'none'
      ? {}
      : { hook_attributes: { url: `${url}/webhooks/github`, active: true }, default_events: ['push'] }),
  };
  const form = `${addresses.githubServerUrl}${owner === undefined ? '' : `/organizations/${owner}`}/settings/apps/new?state=${state}`;
  const coded = new Promise<string>((resolve) => {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      // What is no address (`//`) is answered with the form, too.
      const asked = URL.parse(request.url ?? '/', here) ?? new URL(here);
      const code = asked.searchParams.get('code');
      const back = asked.pathname === '/callback' && asked.searchParams.get('state') === state && code !== null;
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(back ? page('<p>The app is made. Go back to the terminal.</p>') : page(formOf(form, manifest)));
      if (back) resolve(code);
    });
  });
  try {
    asker.say(`Open this page to make the GitHub App (${owner ?? 'your own account'}): ${here}/`);
    const code = await asker.during('Waiting for GitHub', () => within(coded, waitMs));
    const made = await askJson({
      url: `${addresses.githubApiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`,
      method: 'POST',
      patience: patienceWith('GitHub'),
    });
    const [privateKey, slug] = [textAt(made.body, 'pem'), textAt(made.body, 'slug')];
    if (made.status !== 201 || privateKey === '')
      throw new Error(`GitHub did not hand out the app’s key: ${String(made.status)}. Run greenroom init again.`);
    const webhookSecret = textAt(made.body, 'webhook_secret');
    draft.settle({
      github: { appId: String(Number(field(made.body, 'id'))), privateKey, slug },
      ...(webhookSecret === '' ? {} : { webhookSecret }),
    });
    asker.say(`GitHub made the app ${slug}.`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function within(coded: Promise<string>, waitMs: number): Promise<string> {
  let late: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error('GitHub sent nobody back; run greenroom init again.')), waitMs);
  });
  try {
    return await Promise.race([coded, over]);
  } finally {
    clearTimeout(late);
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const page = (body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Greenroom</title><body>${body}</body></html>`;

const formOf = (action: string, manifest: object): string =>
  `<p>Greenroom asks GitHub to make an app with the least rights that do.</p>` +
  `<form method="post" action="${escaped(action)}">` +
  `<input type="hidden" name="manifest" value="${escaped(JSON.stringify(manifest))}">` +
  `<button type="submit">Go on to GitHub</button></form>`;
