import { surveyRedis } from '../../adapters/bullmq/survey-redis.ts';
import { surveyDiscord } from '../../adapters/discord/survey.ts';
import { startEmbedded } from '../../adapters/postgres/embedded/start-embedded.ts';
import { surveyPostgres } from '../../adapters/postgres/survey.ts';
import { compareCommands } from '../../bot/register.ts';
import type { Config } from '../../config/config.ts';
import { askJson, look } from '../../platform/ask-json.ts';
import type { Log } from '../../ports/log.ts';
import type { Facts, FrontDoorSeen, GithubSeen, LedgerSeen, Seen } from '../../ports/survey.ts';
import type { RoleName } from '../process-roles.ts';
import { lookAtApps } from './look-at-apps.ts';
import { lookAtIsolation } from './look-at-isolation.ts';
import { lookAtMachine } from './look-at-machine.ts';
import { lookAtRepositories } from './look-at-repositories.ts';
import { lookAtSecrets } from './look-at-secrets.ts';
import { lookMs, requestMs } from './patience.ts';

export interface Gathering {
  readonly config: Config;
  /** Whose secrets may be used; `all` is the operator at the machine. */
  readonly role: RoleName;
  readonly log: Log;
  /** Where the ledger is open already; else DATABASE_URL, else the embedded one is started for the look. */
  readonly ledgerUrl?: string;
}

/** Everything that the doctor judges by, looked at side by side, each look with its own deadline. */
export async function gatherFacts(gathering: Gathering): Promise<Facts> {
  const { config, role, log } = gathering;
  const { secrets } = config;
  // Once known, they are scrubbed from whatever is logged or said.
  const found = await look(async () => lookAtSecrets(config, role), lookMs);
  const github = look(async () => lookAtRepositories(config), lookMs + 300);
  const [machine, discord, repositories, fly, ledger, redis, clocks, frontDoor] = await Promise.all([
    lookAtMachine(config, config.dataDir, role),
    surveyDiscord({
      token: secrets.find('DISCORD_TOKEN'),
      apiUrl: config.discordApiUrl,
      guild: config.file.discord.guild,
      compare: (registered) => compareCommands(registered, config.file),
      deadlineMs: lookMs,
    }),
    github,
    look(async () => lookAtApps(config, role), lookMs),
    look(async () => lookAtLedger(gathering, log), lookMs),
    look(async () => (config.redisUrl === undefined ? undefined : surveyRedis(config.redisUrl, requestMs)), lookMs),
    lookAtClocks(config),
    look(async () => lookAtFrontDoor(await github), lookMs + 400),
  ]);
  return {
    now: Date.now(),
    machine,
    config: { ok: true, value: config.file },
    secrets: found,
    discord,
    github: repositories,
    fly,
    ledger,
    redis,
    clocks,
    frontDoor,
  };
}

async function lookAtLedger({ config, ledgerUrl }: Gathering, log: Log): Promise<LedgerSeen> {
  const now = (): number => Date.now();
  const url = ledgerUrl ?? config.databaseUrl;
  const embedded = config.databaseUrl === undefined;
  const lookThere = async (at: string): Promise<LedgerSeen> => {
    const [server, apart] = await Promise.all([
      surveyPostgres({ url: at, embedded, deadlineMs: requestMs, now }),
      look(async () => lookAtIsolation(config, at, log), requestMs),
    ]);
    return { ...server, apart };
  };
  if (url !== undefined) return lookThere(url);
  const server = await startEmbedded({ dataDir: config.dataDir, log });
  try {
    return await lookThere(server.url);
  } finally {
    await server.stop();
  }
}

/** Every answer of HTTP says when it was made (RFC 9110, Date), to the second. */
async function lookAtClocks(config: Config): Promise<Facts['clocks']> {
  const ask = async (of: string, url: string): Promise<Facts['clocks'][number]> => ({
    of,
    aheadMs: await look(async () => {
      const before = Date.now();
      const { headers } = await askJson({ url, deadlineMs: requestMs });
      const at = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(at)) throw new Error('its answer has no time');
      // Somewhere in that second, and somewhere between question and answer.
      return Math.round(at + 500 - (before + Date.now()) / 2);
    }, lookMs),
  });
  return Promise.all([
    ask('Discord', `${config.discordApiUrl}/v10/gateway`),
    ask('GitHub', `${config.githubApiUrl}/rate_limit`),
  ]);
}

/** Looked at from here, which proves less than a delivery, but says what is there. */
async function lookAtFrontDoor(github: Seen<readonly GithubSeen[]>): Promise<FrontDoorSeen | undefined> {
  if (!github.ok) throw new Error(github.why);
  for (const { hooks } of github.value) {
    if (!hooks.ok) throw new Error(`the address is not known: ${hooks.why}`);
    const [hook] = hooks.value;
    if (hook === undefined) continue;
    const url = hook.url.replace(/\/webhooks\/github\/?$/, '/readyz');
    const { status } = await askJson({ url, deadlineMs: 700 });
    return { url, status };
  }
  return undefined;
}
