import { z } from 'zod';
import { isoSeconds } from '../clock.ts';
import { userObject } from '../payloads/user.ts';
import type { Answer, Call, Route } from '../route.ts';
import type { Hook } from '../repository.ts';
import { Refusal, readBody, repositoryOf, route } from '../route.ts';
import { deliveryRoutes } from './hooks.ts';

const permissions = {
  contents: 'read',
  deployments: 'write',
  metadata: 'read',
  pull_requests: 'read',
  statuses: 'write',
};
const hour = 3_600_000;

const scope = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.string()).optional(),
});

function installation(call: Call): Answer {
  const { api, server } = call.world.addresses;
  const repository = repositoryOf(call);
  const app = call.world.app;
  if (app?.installed !== true) throw new Refusal(404, 'Not Found');
  return {
    status: 200,
    body: {
      id: app.installationId,
      account: userObject(repository.owner, api, server),
      repository_selection: 'all',
      access_tokens_url: `${api}/app/installations/${app.installationId}/access_tokens`,
      repositories_url: `${api}/installation/repositories`,
      app_id: Number(app.appId),
      app_slug: app.slug,
      target_id: repository.owner.id,
      target_type: repository.owner.type,
      permissions,
      events: ['push'],
    },
  };
}

function accessToken(call: Call): Answer {
  const app = call.world.app;
  if (app === undefined || Number(call.params['installation']) !== app.installationId) {
    throw new Refusal(404, 'Not Found');
  }
  readBody(call, 'Installation', scope);
  const expires = call.world.clock.now() + hour;
  const account = call.world.accounts.ensure(`${app.slug}[bot]`, { type: 'Bot' });
  const token = call.world.accounts.issue({ kind: 'installation', account }, expires);
  return {
    status: 201,
    body: { token, expires_at: isoSeconds(expires), permissions, repository_selection: 'all' },
  };
}

function self(call: Call): Answer {
  const { api, server } = call.world.addresses;
  const app = call.world.app;
  if (app === undefined) throw new Refusal(404, 'Not Found');
  const owner = userObject(call.world.accounts.ensure('acme', { type: 'Organization' }), api, server);
  const { appId, slug, hook } = app;
  return {
    status: 200,
    body: {
      id: Number(appId),
      slug,
      name: slug,
      owner,
      html_url: `${server}/apps/${slug}`,
      permissions,
      events: hook?.events ?? ['push'],
    },
  };
}

function hookOf(call: Call): Hook {
  const hook = call.world.app?.hook;
  if (hook === undefined) throw new Refusal(404, 'Not Found');
  return hook;
}

function hookConfig(call: Call): Answer {
  const { url, contentType } = hookOf(call);
  return { status: 200, body: { url, content_type: contentType, insecure_ssl: '0', secret: '********' } };
}

/** Asked with a JWT instead of a token. */
export const appRoutes: readonly Route[] = [
  route('GET', '/app', self),
  route('GET', '/app/hook/config', hookConfig),
  ...deliveryRoutes('/app/hook', hookOf),
  route('GET', '/repos/:owner/:repo/installation', installation),
  route('POST', '/app/installations/:installation/access_tokens', accessToken),
];
