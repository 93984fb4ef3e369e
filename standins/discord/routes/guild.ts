import { applicationOf } from '../access.ts';
import { isJson, strings, textAt } from '../json.ts';
import type { StoredMember } from '../model.ts';
import { permissionBits } from '../permissions.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Route } from '../route.ts';
import { ok, route } from '../route.ts';
import { byId } from '../snowflake.ts';
import { tellChannel } from '../tell.ts';
import { objectOf } from '../upload.ts';
import { channelJson } from '../wire/channel.ts';
import { guildJson, roleJson } from '../wire/guild.ts';
import { memberJson } from '../wire/user.ts';

function directoryOf(call: Call) {
  const { directory } = call.world;
  if (call.params['guild_id'] !== directory.guild.id) throw new Refusal('unknownGuild');
  if (!directory.members.has(applicationOf(call).id)) throw new Refusal('missingAccess');
  return directory;
}

function memberOf(call: Call): StoredMember {
  const directory = directoryOf(call);
  const id = call.params['user_id'] ?? '';
  const found = directory.members.get(id);
  if (found === undefined) throw new Refusal(directory.users.has(id) ? 'unknownMember' : 'unknownUser');
  return found;
}

function allowed(call: Call, permission: 'ManageRoles' | 'ManageChannels'): void {
  const directory = directoryOf(call);
  const has = directory.permissions(directory.member(applicationOf(call).id));
  if ((has & permissionBits[permission]) === 0n) throw new Refusal('missingPermissions');
}

export const guildRoutes: readonly Route[] = [
  route('GET', '/guilds/{guild_id}', (call) =>
    ok(guildJson(directoryOf(call), call.query.get('with_counts') === 'true')),
  ),
  route('GET', '/guilds/{guild_id}/roles', (call) => ok([...directoryOf(call).roles.values()].map(roleJson))),
  route('POST', '/guilds/{guild_id}/roles', (call) => {
    const directory = directoryOf(call);
    allowed(call, 'ManageRoles');
    const body = objectOf(call.body);
    const role = directory.addRole({
      name: textAt(body, 'name') ?? 'new role',
      permissions: textAt(body, 'permissions') ?? '0',
      mentionable: body['mentionable'] === true,
    });
    call.world.changes.tell();
    return ok(roleJson(role));
  }),
  route('POST', '/guilds/{guild_id}/channels', (call) => {
    const directory = directoryOf(call);
    allowed(call, 'ManageChannels');
    const channel = directory.addChannel({ name: textAt(objectOf(call.body), 'name') ?? 'general' });
    tellChannel(call.world, 'CHANNEL_CREATE', channel.id);
    return ok(channelJson(directory, channel), 201);
  }),
  route('GET', '/guilds/{guild_id}/channels', (call) => {
    const directory = directoryOf(call);
    const channels = [...directory.channels.values()].filter(
      ({ id, thread }) => thread === undefined && directory.guildIdOf(id) === directory.guild.id,
    );
    return ok(channels.map((channel) => channelJson(directory, channel)));
  }),
  route('GET', '/guilds/{guild_id}/members', (call) => {
    const members = [...directoryOf(call).members.values()].sort((a, b) => byId(a.user, b.user));
    const after = BigInt(call.query.get('after') ?? 0);
    const limit = Number(call.query.get('limit') ?? 1);
    return ok(
      members
        .filter(({ user }) => BigInt(user.id) > after)
        .slice(0, limit)
        .map(memberJson),
    );
  }),
  route('GET', '/guilds/{guild_id}/members/{user_id}', (call) => ok(memberJson(memberOf(call)))),
  route('PATCH', '/guilds/{guild_id}/members/{user_id}', (call) => {
    const member = memberOf(call);
    const { directory } = call.world;
    if (isJson(call.body) && call.body['roles'] !== undefined) {
      const roles = strings(call.body['roles']);
      const has = directory.permissions(directory.member(applicationOf(call).id));
      if ((has & permissionBits.ManageRoles) === 0n) throw new Refusal('missingPermissions');
      if (!roles.every((id) => directory.roles.has(id))) throw new Refusal('unknownRole');
      call.world.setRoles(member.user.id, roles);
    }
    return ok(memberJson(member));
  }),
];
