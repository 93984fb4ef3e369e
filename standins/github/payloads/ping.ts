import type { PingEvent } from '@octokit/webhooks-types';
import { isoSeconds } from '../clock.ts';
import type { Hook, StoredRepository } from '../repository.ts';
import type { Addresses } from './push.ts';
import { repositoryObject } from './repository.ts';
import { userObject } from './user.ts';

/** GitHub sends this once, when a webhook is made, and on `POST …/pings`. */
export function pingPayload(repository: StoredRepository, hook: Hook, at: Addresses): PingEvent {
  const own = `${at.api}/repos/${repository.fullName}/hooks/${hook.id}`;
  return {
    zen: 'Practicality beats purity.',
    hook_id: hook.id,
    hook: {
      type: 'Repository',
      id: hook.id,
      name: 'web',
      active: true,
      events: hook.events,
      config: { content_type: hook.contentType, insecure_ssl: '0', secret: '********', url: hook.url },
      updated_at: isoSeconds(hook.createdAt),
      created_at: isoSeconds(hook.createdAt),
      url: own,
      test_url: `${own}/test`,
      ping_url: `${own}/pings`,
      deliveries_url: `${own}/deliveries`,
      last_response: { code: null, status: 'unused', message: null },
    },
    repository: repositoryObject(repository, at.api, at.server),
    sender: userObject(repository.owner, at.api, at.server),
  };
}
