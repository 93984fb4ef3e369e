import type { ReasonCode } from './reason.ts';

/**
 * What an environment's app says of itself. Prints are keyed: the same thing has the same print wherever the kit makes
 * it with this installation's key, and a print says nothing to anybody else.
 */
export interface AppIdentity {
  /** APP_ENV, as the app has read it. */
  readonly environment: string;
  readonly isProduction: boolean;
  /** `database`, `redis`, `secret.SESSION_KEY` … → print. */
  readonly prints: Readonly<Record<string, string>>;
  /** Servers that its Discord application is in, where the app has a way to tell; `unknown` where that failed. */
  readonly guilds?: readonly string[] | 'unknown';
  /** Whether the Discord application is the one that the config names, where it names one. */
  readonly application?: 'as-configured' | 'another' | 'not-named';
}

/** Kept in the ledger. `nothing-runs`: production's target says that nothing was ever deployed there. */
export type SeenIdentity = { readonly at: number } & (
  | { readonly state: 'known'; readonly identity: AppIdentity }
  | { readonly state: 'nothing-runs' }
  | { readonly state: 'unknown'; readonly why: string }
);

/** One thing that two environments have in common, named as each of them calls it. */
export interface Sharing {
  readonly code: Code;
  readonly here: string;
  readonly there: string;
}

type Code = Extract<ReasonCode, `isolation.${string}`>;
export type IsolationVerdict = { readonly yes: string } | { readonly no: Code; readonly detail: string };

/** How old what is known of production may be. Its worker asks each minute. */
export const mostIdentityAgeMs = 3_600_000;

const kinds: readonly (readonly [prefix: string, code: Code])[] = [
  ['database', 'isolation.shared-database'],
  ['redis', 'isolation.shared-redis'],
  ['discord', 'isolation.shared-discord-application'],
  ['callback', 'isolation.shared-callback'],
  ['session', 'isolation.shared-session-key'],
];

function codeOf(name: string): Code {
  return kinds.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'isolation.shared-secret';
}

/** Also what goes by another name there: a secret is shared whatever it is called. */
export function sharedBetween(
  here: Pick<AppIdentity, 'prints'>,
  there: Pick<AppIdentity, 'prints'>,
): readonly Sharing[] {
  const byPrint = new Map<string, string>();
  for (const [name, print] of Object.entries(there.prints)) if (!byPrint.has(print)) byPrint.set(print, name);
  return Object.entries(here.prints).flatMap(([name, print]) => {
    const twin = there.prints[name] === print ? name : byPrint.get(print);
    return twin === undefined ? [] : [{ code: codeOf(name), here: name, there: twin }];
  });
}

interface Asked {
  readonly staging: { readonly environment: string; readonly seen: SeenIdentity };
  /** The project's production, if it has one. Empty: there is none, and nothing to be kept from. */
  readonly productions: readonly {
    readonly environment: string;
    readonly seen: SeenIdentity | undefined;
    /** When Greenroom last changed it, by the ledger: what was seen before that says nothing. Epoch milliseconds. */
    readonly changedAt?: number;
  }[];
  readonly testServer: string;
  readonly now: number;
}

/** Whether staging has nothing in common with production. What is not known counts as shared. */
export function judgeIsolation({ staging, productions, testServer, now }: Asked): IsolationVerdict {
  const { seen, environment } = staging;
  if (seen.state !== 'known')
    return {
      no: 'isolation.staging-unknown',
      detail: seen.state === 'unknown' ? seen.why : `nothing runs in ${environment}`,
    };
  const { identity } = seen;
  if (identity.isProduction || identity.environment === 'production')
    return {
      no: 'isolation.wrong-environment',
      detail: `what answers for ${environment} says that it is ${identity.environment}${identity.isProduction ? ', in production' : ''}`,
    };
  if (Object.keys(identity.prints).length === 0)
    return { no: 'isolation.staging-unknown', detail: `${environment} names nothing that it is connected to` };
  for (const one of productions) {
    const answer = apartFrom(environment, identity, one, now);
    if (answer !== undefined) return answer;
  }
  const discord = anotherApplication(environment, identity) ?? elsewhere(environment, identity, testServer);
  if (discord !== undefined) return discord;
  return { yes: productions.length === 0 ? 'there is no production' : 'nothing is shared with production' };
}

type No = Extract<IsolationVerdict, { no: Code }>;

function anotherApplication(environment: string, { application }: AppIdentity): No | undefined {
  if (application === undefined || application === 'as-configured') return undefined;
  const says = application === 'another' ? 'says another one' : 'names none';
  return {
    no: 'isolation.discord-application-other',
    detail: `the config names discordApplication of ${environment}, and ${environment}’s app ${says}`,
  };
}

function elsewhere(environment: string, { guilds }: AppIdentity, testServer: string): No | undefined {
  if (guilds === undefined) return undefined;
  if (guilds === 'unknown')
    return {
      no: 'isolation.staging-unknown',
      detail: `${environment}’s app could not ask Discord which servers its application is in`,
    };
  const others = guilds.filter((guild) => guild !== testServer);
  if (others.length === 0 && guilds.length > 0) return undefined;
  return {
    no: 'isolation.discord-elsewhere',
    detail:
      others.length > 0
        ? `it is in ${others.slice(0, 5).join(', ')} too; wanted ${testServer} alone`
        : `it is in no server; wanted ${testServer}`,
  };
}

function apartFrom(
  staging: string,
  identity: AppIdentity,
  { environment, seen, changedAt = 0 }: Asked['productions'][number],
  now: number,
): No | undefined {
  const unknown = (detail: string) => ({ no: 'isolation.production-unknown', detail }) as const;
  if (seen === undefined) return unknown(`${environment}’s worker has not asked its app yet`);
  if (seen.state === 'unknown') return unknown(`${environment}: ${seen.why}`);
  if (seen.at < changedAt) return unknown(`${environment} was changed since its app was asked`);
  if (now - seen.at > mostIdentityAgeMs) return unknown(`${environment}’s app was last asked too long ago`);
  if (seen.state === 'nothing-runs') return undefined;
  if (Object.keys(seen.identity.prints).length === 0)
    return unknown(`${environment} names nothing that it is connected to`);
  const other = anotherApplication(environment, seen.identity);
  if (other !== undefined) return other;
  const [first, ...more] = sharedBetween(identity, seen.identity);
  if (first === undefined) return undefined;
  const rest = more.length === 0 ? '' : `, and ${more.length} more: ${more.map(({ here }) => here).join(', ')}`;
  return {
    no: first.code,
    detail: `${first.here} of ${staging} is ${first.there} of ${environment}${rest}`,
  };
}
