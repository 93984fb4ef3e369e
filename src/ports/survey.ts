import type { Problem } from '../config/problem.ts';
import type { IsolationVerdict } from '../core/isolation.ts';
import type { ConfigFile } from './project.ts';

/** What was looked at, or why it could not be seen. A look never throws, and never takes long. */
export type Seen<T> =
  | { readonly ok: true; readonly value: T }
  /** `refused`: a credential was not taken, which another try does not cure. */
  | { readonly ok: false; readonly why: string; readonly refused?: boolean };

/** This machine. */
export interface MachineSeen {
  /** As `process.versions.node` says it. */
  readonly node: string;
  readonly git: Seen<string>;
  /** Undefined where nothing runs on Fly. */
  readonly flyctl: Seen<string> | undefined;
  readonly disk: Seen<{ readonly freeBytes: number }>;
  readonly dataFolder: Seen<DataFolderSeen>;
  readonly users: Seen<UsersSeen>;
}

export interface DataFolderSeen {
  readonly path: string;
  readonly exists: boolean;
  readonly writable: boolean;
  /** Others than its owner may write there. */
  readonly openToOthers: boolean;
}

/** Whether what is pushed can be kept from what is production’s (docs/security.md). */
export interface UsersSeen {
  readonly root: boolean;
  /** Whether the kernel lets us make user namespaces. */
  readonly namespaces: boolean;
  /** What keeps this machine from starting, in the words of the start itself; undefined where nothing does. */
  readonly refusal: string | undefined;
}

/** Of secrets only what is no secret. */
export interface SecretsSeen {
  readonly named: readonly { readonly name: string; readonly wantedBy: string; readonly set: boolean }[];
  /** Each of the comma-separated ones. `strange`: characters that a header or a file would change. */
  readonly webhook: readonly { readonly length: number; readonly different: number; readonly strange: boolean }[];
  /** Places of staging and production that hold the same value. */
  readonly shared: readonly { readonly staging: string; readonly production: string }[];
}

export interface RoleSeen {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
  readonly managed: boolean;
  readonly mentionable: boolean;
}

export interface ChannelSeen {
  readonly id: string;
  readonly name: string;
  /** Discord’s number; 0 is a text channel. */
  readonly type: number;
  readonly overwrites: readonly {
    readonly id: string;
    /** 0 for a role, 1 for a member. */
    readonly type: number;
    readonly allow: bigint;
    readonly deny: bigint;
  }[];
}

export interface DiscordSeen {
  readonly application: Seen<{ readonly id: string; readonly name: string; readonly privileged: readonly string[] }>;
  /** The bot in the configured server; undefined where it is not in it. */
  readonly member: Seen<{ readonly id: string; readonly roleIds: readonly string[] } | undefined>;
  readonly roles: Seen<readonly RoleSeen[]>;
  readonly channels: Seen<readonly ChannelSeen[]>;
  /** Names of commands that are missing there, differ from ours, or are not ours. */
  readonly commands: Seen<{ readonly registered: number; readonly different: readonly string[] }>;
}

export interface HookSeen {
  readonly url: string;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly json: boolean;
  readonly checksCertificate: boolean;
  /** What became of the newest delivery: a ping, or one that had failed once more, where it could be asked for. Undefined: there was none. */
  readonly delivery: Seen<{ readonly event: string; readonly status: number; readonly said: string } | undefined>;
}

/** What GitHub is asked for, in the words of its settings. */
export type GithubRight = 'contents' | 'pulls' | 'statuses' | 'deployments';

export interface GithubSeen {
  readonly project: string;
  readonly repository: string;
  /** Who we are there. `expiresAt` in epoch milliseconds, where it ends by itself. */
  readonly identity: Seen<{ readonly kind: 'token' | 'app'; readonly name: string; readonly expiresAt?: number }>;
  readonly there: Seen<{ readonly archived: boolean }>;
  /** Branch of staging → commit at its head; undefined where there is no such branch. */
  readonly branches: Seen<readonly { readonly name: string; readonly head: string | undefined }[]>;
  readonly may: Readonly<Record<GithubRight, Seen<boolean>>>;
  /** Files that a suite names, and whether they can be started; empty where no suite is a workflow. */
  readonly workflows: Seen<readonly { readonly file: string; readonly mayStart: boolean }[]>;
  /** Those of GitHub’s webhooks that lead to a Greenroom. */
  readonly hooks: Seen<readonly HookSeen[]>;
  /** Problems of the fly.toml files at the branch’s head, in words; empty where nothing runs on Fly. */
  readonly tomls: Seen<readonly string[]>;
}

/** One app on Fly, asked for with its own token. */
export interface FlyAppSeen {
  readonly place: string;
  readonly app: string;
  readonly tier: 'staging' | 'production';
  readonly opens: Seen<boolean>;
  /** True where the token opens the whole organisation. */
  readonly opensAll: Seen<boolean>;
  /** Production’s apps that staging’s token opens. */
  readonly opensProduction: Seen<readonly string[]>;
  /** Epoch milliseconds; undefined: never. */
  readonly expiresAt: Seen<number | undefined>;
}

export interface LedgerSeen {
  readonly embedded: boolean;
  /** As `server_version_num`: 180004 is 18.4. */
  readonly version: number;
  /** Whether what one session notifies another hears. */
  readonly notifies: Seen<boolean>;
  /** Milliseconds by which the server’s clock is ahead of ours. */
  readonly aheadMs: number;
  /** One for each staging that has stage tools. */
  readonly apart: Seen<readonly AppsApartSeen[]>;
}

/** What the workers have written down of what the apps are connected to. */
export interface AppsApartSeen {
  readonly place: string;
  readonly verdict: IsolationVerdict;
}

export interface RedisSeen {
  readonly version: string;
  readonly appendOnly: Seen<boolean>;
  readonly eviction: Seen<string>;
  /** Whether it asks who we are. */
  readonly password: boolean;
  /** On this very machine. */
  readonly loopback: boolean;
}

/** What is behind the public address that GitHub has been given. */
export interface FrontDoorSeen {
  readonly url: string;
  readonly status: number;
}

/** Everything that the doctor judges by. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly machine: MachineSeen;
  readonly config:
    | { readonly ok: true; readonly value: ConfigFile }
    | { readonly ok: false; readonly why: string; readonly problems: readonly Problem[] };
  readonly secrets: Seen<SecretsSeen>;
  readonly discord: DiscordSeen;
  readonly github: Seen<readonly GithubSeen[]>;
  /** Empty where nothing runs on Fly. */
  readonly fly: Seen<readonly FlyAppSeen[]>;
  readonly ledger: Seen<LedgerSeen>;
  /** Undefined where the queue is on PostgreSQL. */
  readonly redis: Seen<RedisSeen | undefined>;
  /** Who tells the time → milliseconds by which they are ahead of us. */
  readonly clocks: readonly { readonly of: string; readonly aheadMs: Seen<number> }[];
  /** Undefined where GitHub knows of no address. */
  readonly frontDoor: Seen<FrontDoorSeen | undefined>;
}
