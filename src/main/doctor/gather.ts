import { surveyRedis } from '../../adapters/bullmq/survey-redis.ts';
import { surveyDiscord } from '../../adapters/discord/survey.ts';
import { startEmbedded } from '../../adapters/postgres/embedded/start-embedded.ts';
import { surveyPostgres } from '../../adapters/postgres/survey.ts';
import { compareCommands } from '../../bot/register.ts';
import type { Config } from '../../config/config.ts';
import { askJson, look } from '../../platform/ask-json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Facts, FrontDoorSeen, GithubSeen, LedgerSeen, Seen } from '../../ports/survey.ts';
import type { RoleName } from '../process-roles.ts';
import { lookAtApps } from './look-at-apps.ts';
import { lookAtIsolation } from './look-at-isolation.ts';
import { lookAtMachine } from './look-at-machine.ts';
import { lookAtRepositories } from './look-at-repositories.ts';
import { lookAtSecrets } from './look-at-secrets.ts';
import { type DoctorsPatience, patienceBy } from './patience.ts';

export interface Gathering {
  readonly config: Config;
  /** Whose secrets may be used; `all` is the operator at the machine. */
  readonly role: RoleName;
  /** By which the doctor is patient. */
  readonly clock: Clock;
  readonly log: Log;
  /** Where the ledger is open already; else DATABASE_URL, else the embedded one is started for the look. */
  readonly ledgerUrl?: string;
}

/** Everything that the doctor judges by, looked at side by side, each look with its own patience. */
export async function gatherFacts(gathering: Gathering): Promise<Facts> {
  const { config, role, clock } = gathering;
  const { secrets } = config;
  const patience = patienceBy(clock);
  const { withRequest, withLook, withRepositories, withFrontDoor } = patience;
  // Once known, they are scrubbed from whatever is logged or said.
  const found = await look(() => lookAtSecrets(config, role), withLook('the machine'));
  const github = look(() => lookAtRepositories(config, patience), withRepositories('GitHub'));
  const [machine, discord, repositories, fly, ledger, redis, clocks, frontDoor] = await Promise.all([
    lookAtMachine(config, config.dataDir, role, patience),
    surveyDiscord({
      token: secrets.find('DISCORD_TOKEN'),
      apiUrl: config.discordApiUrl,
      guild: config.file.discord.guild,
      compare: (registered) => compareCommands(registered, config.file),
      patience: withLook('Discord'),
    }),
    github,
    look(() => lookAtApps(config, role, patience), withLook('Fly')),
    look(() => lookAtLedger(gathering, patience), withLook('the ledger’s database')),
    look(
      () => (config.redisUrl === undefined ? undefined : surveyRedis(config.redisUrl, withRequest('Redis'))),
      withLook('Redis'),
    ),
    lookAtClocks(config, patience),
    look(async () => lookAtFrontDoor(await github, patience), withFrontDoor('Greenroom’s own address')),
  ]);
  return {
    now: clock.now(),
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

async function lookAtLedger(
  { config, ledgerUrl, clock, log }: Gathering,
  { withRequest }: DoctorsPatience,
): Promise<LedgerSeen> {
  const patience = withRequest('the ledger’s database');
  const url = ledgerUrl ?? config.databaseUrl;
  const embedded = config.databaseUrl === undefined;
  const lookThere = async (at: string): Promise<LedgerSeen> => {
    const [server, apart] = await Promise.all([
      surveyPostgres({ url: at, embedded, patience }),
      look(() => lookAtIsolation(config, at, clock, log), patience),
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
async function lookAtClocks(
  config: Config,
  { clock, withRequest, withLook }: DoctorsPatience,
): Promise<Facts['clocks']> {
  const ask = async (of: string, url: string): Promise<Facts['clocks'][number]> => ({
    of,
    aheadMs: await look(async () => {
      const before = clock.now();
      const { headers } = await askJson({ url, patience: withRequest(of) });
      const at = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(at)) throw new Error('its answer has no time');
      // Somewhere in that second, and somewhere between question and answer.
      return Math.round(at + 500 - (before + clock.now()) / 2);
    }, withLook(of)),
  });
  return Promise.all([
    ask('Discord', `${config.discordApiUrl}/v10/gateway`),
    ask('GitHub', `${config.githubApiUrl}/rate_limit`),
  ]);
}

/** Looked at from here, which proves less than a delivery, but says what is there. */
async function lookAtFrontDoor(
  github: Seen<readonly GithubSeen[]>,
  { withGlance }: DoctorsPatience,
): Promise<FrontDoorSeen | undefined> {
  if (!github.ok) throw new Error(github.why);
  for (const { hooks } of github.value) {
    if (!hooks.ok) throw new Error(`the address is not known: ${hooks.why}`);
    const [hook] = hooks.value;
    if (hook === undefined) continue;
    const url = hook.url.replace(/\/webhooks\/github\/?$/, '/readyz');
    const { status } = await askJson({ url, patience: withGlance('Greenroom’s own address') });
    return { url, status };
  }
  return undefined;
}
