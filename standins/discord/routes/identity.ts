import { applicationOf } from '../access.ts';
import { everyonePermissions } from '../permissions.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Route } from '../route.ts';
import { ok, route } from '../route.ts';
import { applicationJson } from '../wire/application.ts';
import { selfJson, userJson } from '../wire/user.ts';

function gatewayUrl({ world }: Call): string {
  return `${world.url.replace('http', 'ws')}/gateway`;
}

/** Who the bot is, and where its gateway is. */
export const identityRoutes: readonly Route[] = [
  route('GET', '/gateway', (call) => ok({ url: gatewayUrl(call) }), 'path'),
  route('GET', '/gateway/bot', (call) =>
    ok({
      url: gatewayUrl(call),
      shards: 1,
      session_start_limit: {
        total: 1000,
        remaining: Math.max(0, 1000 - call.world.gateway.identifies),
        reset_after: 86_400_000,
        max_concurrency: 1,
      },
    }),
  ),
  route(
    'GET',
    '/users/@me',
    (call) => {
      const { users } = call.world.directory;
      const user = users.get(call.by?.id ?? call.params['bearer'] ?? '');
      if (user === undefined) throw new Refusal('unauthorized');
      return ok(selfJson(user));
    },
    'bearer',
  ),
  route('GET', '/users/@me/guilds', (call) => {
    const { directory } = call.world;
    const self = applicationOf(call).id;
    const member = directory.members.get(self);
    const its = [
      ...(member === undefined ? [] : [{ ...directory.guild, has: directory.permissions(member) }]),
      ...[...directory.otherServers.values()]
        .filter(({ applications }) => applications.includes(self))
        .map((one) => ({ ...one, has: everyonePermissions })),
    ];
    return ok(
      its.map(({ id, name, has }) => ({
        id,
        name,
        icon: null,
        banner: null,
        owner: false,
        permissions: String(has),
        features: [],
      })),
    );
  }),
  route('GET', '/users/{user_id}', (call) => {
    const user = call.world.directory.users.get(call.params['user_id'] ?? '');
    if (user === undefined) throw new Refusal('unknownUser');
    return ok(userJson(user));
  }),
  route('GET', '/applications/@me', application),
  route('GET', '/oauth2/applications/@me', application),
];

function application(call: Call) {
  const by = applicationOf(call);
  const { directory } = call.world;
  const owner = directory.users.get(directory.guild.ownerId);
  if (owner === undefined) throw new Refusal('unknownUser');
  const bot = directory.users.get(by.id);
  if (bot === undefined) throw new Refusal('unknownUser');
  return ok(applicationJson(by, bot, owner));
}
