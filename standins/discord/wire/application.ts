import { createHash } from 'node:crypto';
import type { StoredApplication, StoredUser } from '../model.ts';
import { userJson } from './user.ts';

export function applicationJson(application: StoredApplication, bot: StoredUser, owner: StoredUser) {
  return {
    id: application.id,
    name: application.name,
    icon: null,
    description: '',
    type: null,
    flags: application.flags,
    flags_new: String(application.flags),
    bot: userJson(bot),
    bot_public: false,
    bot_require_code_grant: false,
    // Only where interactions come by HTTP is anything signed with it.
    verify_key: createHash('sha256').update(application.id).digest('hex'),
    redirect_uris: application.redirectUris,
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: userJson(owner),
    approximate_guild_count: 1,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  };
}
