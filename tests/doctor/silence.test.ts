import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGithub } from '../../standins/github/start.ts';
import type { Finding } from '../../src/core/finding.ts';
import { loadConfig } from '../../src/config/load.ts';
import { examine } from '../../src/doctor/examine.ts';
import { checks } from '../../src/doctor/index.ts';
import { gatherFacts } from '../../src/main/doctor/gather.ts';
import { HandClock } from '../bot/world/hand-clock.ts';
import { silentLog } from '../world/silent-log.ts';
import { SilentServer } from '../world/silent-server.ts';
import { configuration } from './healthy.ts';

/** Whose silence leaves which checks without an answer. */
const silences = {
  Discord: /^(discord-|roles-(?!apart)|clock-services)/,
  GitHub: /^(github-|webhook-(?!secret)|fly-toml|front-door|clock-services)/,
  Fly: /^(fly-apps|fly-token-scope|fly-tokens-apart)/,
  flyctl: /^flyctl-/,
  'the ledger’s database': /^(ledger-|apps-apart)/,
  Redis: /^redis-/,
} as const;
/** These are about this machine, which answers by itself; whether before time was made to pass, is no matter here. */
const ofThisMachine = ['git-version', 'disk-space', 'data-folder', 'roles-apart'];

// With a suite that GitHub runs, so that all of what GitHub may be asked is asked.
const verify = [{ name: 'integration', workflow: 'integration.yml', artifact: 'report' }];
const config = { ...configuration, projects: { advent: { ...configuration.projects.advent, verify } } };

let folder: string;
let closing: (() => Promise<void>)[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'greenroom-silence-'));
  closing = [() => Promise.resolve(rmSync(folder, { recursive: true }))];
  writeFileSync(join(folder, 'greenroom.config.json'), JSON.stringify(config));
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function somebodySilent(): Promise<SilentServer> {
  const silent = await SilentServer.opens();
  closing.push(() => silent.closes());
  return silent;
}

/** Somebody asks the doctor, by a clock that stands still until it is moved. */
function asksTheDoctor(variables: Readonly<Record<string, string>>) {
  const clock = new HandClock();
  const began = clock.now();
  let said: { readonly findings: readonly Finding[]; readonly tookMs: number } | undefined;
  const saying = loadConfig({ GREENROOM_DATA_DIR: join(folder, 'data'), ...variables }, folder)
    .then((loaded) => gatherFacts({ config: loaded, role: 'all', clock, log: silentLog }))
    .then((facts) => (said = { findings: examine(facts), tookMs: clock.now() - began }));
  return {
    /** Five seconds pass, which is all that it may take. */
    async hasSaidWithinFiveSeconds() {
      await clock.advance(5_000);
      // Were it not so, nothing would end what it waits for.
      if (said === undefined) throw new Error('five seconds are over, and the doctor still waits');
      return saying;
    },
  };
}

describe('C1 the doctor, where nothing answers', () => {
  it('gives up within five seconds, says of each check who was silent, and leaves no program or connection behind', async () => {
    const [discord, github, fly, flyctl, database, redis] = await Promise.all([
      somebodySilent(),
      somebodySilent(),
      somebodySilent(),
      somebodySilent(),
      somebodySilent(),
      somebodySilent(),
    ]);
    const doctor = asksTheDoctor({
      DISCORD_API_URL: `http://${discord.host}/api`,
      DISCORD_TOKEN: 'bot-token',
      GITHUB_API_URL: `http://${github.host}`,
      GITHUB_TOKEN: 'github-token',
      FLY_FLAPS_BASE_URL: `http://${fly.host}`,
      FLY_STAGING: 'FlyV1 fm2_staging',
      FLY_PRODUCTION: 'FlyV1 fm2_production',
      FLYCTL_BIN: programThatOnlyCalls(flyctl),
      DATABASE_URL: `postgres://greenroom@${database.host}/greenroom`,
      REDIS_URL: `redis://${redis.host}`,
    });
    const all = [discord, github, fly, flyctl, database, redis];
    await Promise.all(all.map((one) => one.hasHeard()));

    const { findings, tookMs } = await doctor.hasSaidWithinFiveSeconds();
    expect(tookMs).toBeLessThanOrEqual(5_000);
    const unknown = findings.filter(({ id, state }) => state === 'unknown' && !ofThisMachine.includes(id));
    for (const [who, whose] of Object.entries(silences)) {
      const without = unknown.filter(({ found }) => found.includes(`${who} did not answer within `));
      const wanted = checks.filter(({ id }) => whose.test(id));
      expect([who, without.map(({ id }) => id).toSorted()]).toEqual([who, wanted.map(({ id }) => id).toSorted()]);
    }
    // What fetch had only begun to open it keeps for some seconds by itself.
    await Promise.all([flyctl, database, redis].map((one) => one.isLeftAlone()));
  });

  it('does not wait for Greenroom’s own address either, where GitHub knows it and nothing answers there', async () => {
    const [others, door] = await Promise.all([somebodySilent(), somebodySilent()]);
    const github = await startGithub();
    closing.push(() => github.close());
    await github.world.addRepository('acme/advent');
    github.world.addHook('acme/advent', {
      url: `http://${door.host}/webhooks/github`,
      secret: 'a-secret',
      ping: false,
    });
    // A token that may ask for no ping: what GitHub has to say takes no time then.
    github.world.breaksApi({ kind: 'forbidden', on: 'POST /repos/acme/advent/hooks/1/pings' });

    const doctor = asksTheDoctor({
      DISCORD_API_URL: `http://${others.host}/api`,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_TOKEN: github.world.botToken,
      FLY_FLAPS_BASE_URL: `http://${others.host}`,
      FLYCTL_BIN: programThatOnlyCalls(others),
      DATABASE_URL: `postgres://greenroom@${others.host}/greenroom`,
    });
    await door.hasHeard();

    const { findings, tookMs } = await doctor.hasSaidWithinFiveSeconds();
    expect(tookMs).toBeLessThanOrEqual(5_000);
    expect(findings.find(({ id }) => id === 'github-repository')).toMatchObject({ state: 'ok' });
    expect(findings.find(({ id }) => id === 'front-door')).toMatchObject({
      state: 'unknown',
      found: 'Greenroom’s own address did not answer within 0.7 s',
    });
  });
});

/** It is started, calls somebody, and does nothing else for ever. */
function programThatOnlyCalls(somebody: SilentServer): string {
  const path = join(folder, 'flyctl');
  const [host, port] = somebody.host.split(':');
  writeFileSync(path, `#!${process.execPath}\nrequire('node:net').connect(${port ?? ''}, '${host ?? ''}');\n`);
  chmodSync(path, 0o755);
  return path;
}
