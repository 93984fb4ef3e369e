import { isoTime } from '../clock.ts';
import type { StoredMember, StoredUser } from '../model.ts';

export function userJson(user: StoredUser) {
  return {
    id: user.id,
    username: user.name.toLowerCase().replaceAll(/[^a-z0-9._]/g, '_'),
    global_name: user.bot ? null : user.name,
    avatar: null,
    discriminator: user.bot ? user.id.slice(-4) : '0',
    public_flags: 0,
    flags: 0,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    ...(user.bot ? { bot: true } : {}),
  };
}

/** Somebody's own account, as `users/@me` gives it. */
export function selfJson(user: StoredUser) {
  return { ...userJson(user), mfa_enabled: false, locale: 'en-US', premium_type: 0, email: null, verified: true };
}

/** Without `user`, as in the events of messages, where the author stands beside it. */
export function memberPartJson(member: StoredMember) {
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    flags: 0,
    joined_at: isoTime(member.joinedAt),
    nick: null,
    pending: false,
    premium_since: null,
    roles: [...member.roles],
    mute: false,
    deaf: false,
  };
}

export function memberJson(member: StoredMember) {
  return { ...memberPartJson(member), user: userJson(member.user) };
}
