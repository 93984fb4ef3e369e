import type { WebhookEvents } from '@octokit/webhooks-types';
import type { Account } from './payloads/user.ts';

export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly secret: string;
  readonly contentType: 'json' | 'form';
  readonly events: WebhookEvents;
  readonly createdAt: number;
}

export interface StoredStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly at: number;
}

export interface StoredDeploymentStatus {
  readonly id: number;
  readonly state: 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';
  readonly description: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly creator: Account;
  readonly at: number;
}

export interface StoredDeployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: Account;
  readonly at: number;
  /** Oldest first. */
  readonly statuses: StoredDeploymentStatus[];
}

export interface StoredPull {
  readonly number: number;
  readonly title: string;
  /** Branches of the same repository. */
  readonly head: string;
  readonly base: string;
  readonly author: Account;
  readonly at: number;
  state: 'open' | 'closed';
  /** The merge commit, and where both sides stood before it. */
  merged?: { readonly commit: string; readonly head: string; readonly base: string; readonly at: number };
}

/** One repository of the world: a bare folder that real git serves, and what only GitHub's API knows about it. */
export interface StoredRepository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly fullName: string;
  /** The bare repository. */
  readonly folder: string;
  readonly private: boolean;
  readonly fork: boolean;
  readonly defaultBranch: string;
  readonly createdAt: number;
  pushedAt: number;
  readonly hooks: Hook[];
  /** Oldest first. */
  readonly statuses: StoredStatus[];
  readonly deployments: StoredDeployment[];
  readonly pulls: StoredPull[];
}
