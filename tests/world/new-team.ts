import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { DiscordStandin } from '../../standins/discord/start.ts';
import type { FlyStandin } from '../../standins/fly/start.ts';
import { type GithubStandin, startGithub } from '../../standins/github/start.ts';
import { countedDiscord } from './counted-discord.ts';
import { freshDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { GreenroomProcess } from './greenroom-process.ts';
import { WorkingCopy } from './working-copy.ts';

/** People who are about to set up Greenroom, and what they have. */
export interface NewTeam {
  readonly discord: DiscordStandin;
  readonly github: GithubStandin;
  readonly folder: string;
  readonly web: number;
  readonly env: Record<string, string>;
  /** Of somebody who types their secrets. */
  readonly withoutSecrets: Record<string, string>;
  readonly clone: WorkingCopy;
  runs(args: readonly string[], more?: Record<string, string>): GreenroomProcess;
  /** What a person does who reads an invitation on the terminal. */
  opensInvitation(running: GreenroomProcess): Promise<URL>;
}

/** A server, a repository and a machine, none of which has ever heard of Greenroom. */
export async function newTeam(options: { fly?: FlyStandin } = {}): Promise<NewTeam> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-init-'));
  chmodSync(folder, 0o755);
  const [discord, github, database] = await Promise.all([
    countedDiscord({ rateLimits: 'off' }),
    startGithub(),
    freshDatabase(),
  ]);
  discord.world.addGuild({ name: 'Acme' });
  const { token } = discord.world.addApplication({ name: 'Greenroom', invited: false });
  await github.world.addRepository('acme/advent', { private: true, defaultBranch: 'staging' });
  github.world.addUser('ana', { email: 'ana@example.test' });
  const clone = new WorkingCopy(github.world.remote('acme/advent', 'ana'));
  await clone.open('staging');
  const web = await freePort();
  const env = {
    DATABASE_URL: database.url,
    GREENROOM_DATA_DIR: join(folder, 'data'),
    PORT: String(web),
    DISCORD_API_URL: discord.apiUrl,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    ...options.fly?.variables,
  };
  onTestFinished(() => discord.close());
  onTestFinished(() => github.close());
  onTestFinished(() => database.drop());
  onTestFinished(() => clone.close());
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  onTestFinished(() => stopsLocal(folder, env));
  const secrets = { DISCORD_TOKEN: token };
  return {
    discord,
    github,
    folder,
    web,
    clone,
    env: { ...env, ...secrets },
    withoutSecrets: env,
    runs: (args, more = {}) => {
      const running = new GreenroomProcess(args, { ...env, ...more }, folder);
      onTestFinished(async () => void (await running.stop()));
      return running;
    },
    opensInvitation: async (running) => {
      await running.says('Invite the bot to your server: ');
      const link = new URL(/Invite the bot to your server: (\S+)/.exec(running.output)?.[1] ?? '');
      link.searchParams.set('authorize', 'yes');
      expect((await fetch(link)).status).toBe(200);
      return link;
    },
  };
}

/** Apps on this machine outlive Greenroom, and a story that fails as well. */
async function stopsLocal(folder: string, env: Record<string, string>): Promise<void> {
  if (!existsSync(join(folder, 'greenroom.config.ts'))) return;
  await new GreenroomProcess(['local', 'stop'], env, folder).ended;
}
