import { isoTime } from '../clock.ts';
import type { Directory } from '../directory.ts';
import type { StoredRole } from '../model.ts';
import { channelJson, threadJson } from './channel.ts';
import { memberJson } from './user.ts';

export function roleJson(role: StoredRole) {
  return {
    id: role.id,
    name: role.name,
    permissions: String(role.permissions),
    position: role.position,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.managed,
    mentionable: role.mentionable,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    ...(role.botId === undefined ? {} : { tags: { bot_id: role.botId } }),
  };
}

export function guildJson({ guild, roles, members }: Directory, withCounts: boolean) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: [...roles.values()].map(roleJson),
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
    ...(withCounts ? { approximate_member_count: members.size, approximate_presence_count: members.size } : {}),
  };
}

/** What GUILD_CREATE carries. Without the members intent only the bot itself is in it. */
export function guildCreateJson(directory: Directory, selfId: string, withMembers: boolean) {
  const channels = [...directory.channels.values()];
  return {
    ...guildJson(directory, false),
    joined_at: isoTime(directory.member(selfId).joinedAt),
    large: false,
    unavailable: false,
    member_count: directory.members.size,
    members: [...directory.members.values()].filter((one) => withMembers || one.user.id === selfId).map(memberJson),
    channels: channels.filter((channel) => channel.thread === undefined).map((one) => channelJson(directory, one)),
    threads: channels.filter((channel) => channel.thread?.archived === false).map((one) => threadJson(directory, one)),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
