import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlyStandin, startFly } from '../../standins/fly/start.ts';
import { flyApps } from '../world/places-on-fly.ts';
import { SilentServer } from '../world/silent-server.ts';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

interface Report {
  readonly ok: boolean;
  readonly exitCode: number;
  readonly tookMs: number;
  readonly counts: Record<string, number>;
  readonly findings: readonly { id: string; state: string; found: string; wanted: string; remedy: string }[];
}

let fly: FlyStandin;
let theatre: Theatre;
beforeAll(async () => {
  fly = await startFly();
  theatre = await Theatre.open({ fly });
  await theatre.stages();
});
afterAll(async () => {
  await theatre.close();
  await fly.close();
});

async function examines(
  env: Readonly<Record<string, string>> = {},
): Promise<Report & { code: number | null; bad: string[] }> {
  const ended = await theatre.runs(['doctor', '--json'], env).ended;
  const report: Report = JSON.parse(ended.output);
  return {
    ...report,
    code: ended.code,
    bad: report.findings.filter(({ state }) => state === 'fail' || state === 'unknown').map(({ id }) => id),
  };
}

describe('greenroom doctor, on a Greenroom that runs', () => {
  it('C1 finds nothing that fails, says so, and changes nothing', async () => {
    const report = await examines();
    expect(report.findings.filter(({ state }) => state === 'fail' || state === 'unknown')).toEqual([]);
    expect(report).toMatchObject({ code: 0, ok: true });
    expect(report.findings.length).toBeGreaterThanOrEqual(25);
    expect(report.findings.find(({ id }) => id === 'webhook-delivery')?.found).toBe('ping answered with 202');
    const { statuses, deployments } = theatre.github.world.repository('acme/advent');
    expect(statuses.filter(({ context }) => context === 'greenroom/doctor')).toEqual([]);
    expect(deployments.map(({ environment }) => environment)).toEqual(['staging']);
  });

  it('C1 for people: worst first, each with what was wanted and what to do, and no secret', async () => {
    const ended = await theatre.runs(['doctor'], { GITHUB_WEBHOOK_SECRET: 'short-of-a-secret' }).ended;
    expect(ended.code).toBe(0);
    const [first = '', second = '', third = ''] = ended.output.split('\n');
    expect([first, second, third].join('\n')).toMatch(/^! [\s\S]*wanted: [\s\S]*do: /);
    expect(ended.output).not.toContain('short-of-a-secret');
    expect(ended.output).toMatch(/0 failed, 0 unknown, \d+ to look at, \d+ fine/);
  });

  it('C1 a channel that somebody closed to the bot is named, with the permission and what to do', async () => {
    theatre.discord.world.revoke(theatre.ids.alerts, 'AttachFiles');
    const report = await examines();
    expect(report).toMatchObject({ code: 1, bad: ['discord-attach'] });
    expect(report.findings[0]).toMatchObject({
      found: 'not in #alerts',
      remedy: 'In Discord: settings of #alerts, Permissions, add the bot, allow Attach Files.',
    });
    theatre.discord.world.heals();
    expect(await examines()).toMatchObject({ code: 0 });
  });

  it('C1 staging’s token that opens production, and one that ends this week, are found before they hurt', async () => {
    const wide = fly.world.addToken({ organisation: 'acme', expires: Date.now() + 3 * 24 * 3_600_000 });
    const report = await examines({ FLY_STAGING_API: wide });
    expect(report.bad.toSorted()).toEqual(['fly-token-expiry', 'fly-tokens-apart']);
    expect(report.findings.find(({ id }) => id === 'fly-tokens-apart')?.found).toContain(flyApps.production);
    expect(report.findings.find(({ id }) => id === 'fly-token-scope')).toMatchObject({ state: 'warn' });
  });

  it('C1 a token that Discord refuses ends it with 78, and the rest is looked at all the same', async () => {
    const report = await examines({ DISCORD_TOKEN: 'not.a.token' });
    expect(report.code).toBe(78);
    expect(report.findings.find(({ id }) => id === 'discord-token')).toMatchObject({ state: 'fail' });
    expect(report.findings.find(({ id }) => id === 'github-repository')).toMatchObject({ state: 'ok' });
  });

  it('C1 where nothing answers, all of it is unknown, and each says who was silent', async () => {
    const silent = await SilentServer.opens();
    const report = await examines({
      DISCORD_API_URL: `http://${silent.host}/api`,
      GITHUB_API_URL: `http://${silent.host}`,
      FLY_FLAPS_BASE_URL: `http://${silent.host}`,
      DATABASE_URL: `postgres://greenroom@${silent.host}/greenroom`,
      REDIS_URL: `redis://${silent.host}`,
    });
    expect(report.code).toBe(1);
    const asked = {
      'discord-token': 'Discord',
      'github-credential': 'GitHub',
      'fly-apps': 'Fly',
      'ledger-there': 'the ledger’s database',
      'redis-there': 'Redis',
      'webhook-there': 'GitHub',
    };
    for (const [id, who] of Object.entries(asked)) {
      const finding = report.findings.find((one) => one.id === id);
      expect(finding).toMatchObject({ id, state: 'unknown' });
      expect(finding?.found).toContain(`${who} did not answer within `);
    }
    await silent.closes();
  });

  it('C1 a greenroom.env that cannot be read is what is told, and not that what is in it were missing', async () => {
    const file = join(theatre.folder, 'greenroom.env');
    // Root may read every file: here it is a folder, as a container makes it of a file that is not there.
    mkdirSync(file, { mode: 0o700 });
    const report = await examines({ DISCORD_TOKEN: '', GITHUB_WEBHOOK_SECRET: '' }).finally(() => rmdirSync(file));
    const shut = 'greenroom.env is there, and this user cannot read it (EISDIR)';
    const about = (id: string) => report.findings.find((one) => one.id === id);
    const unknown = `${shut}; whether GITHUB_WEBHOOK_SECRET and DISCORD_TOKEN are set in it is not known`;
    expect(about('secrets-set')).toMatchObject({
      state: 'unknown',
      found: unknown,
      remedy: expect.stringContaining('chown'),
    });
    expect(about('webhook-secret')).toMatchObject({ state: 'unknown', found: unknown });
    expect(about('discord-token')?.found).toBe(`DISCORD_TOKEN is not set, nor DISCORD_TOKEN_FILE; ${shut}`);
    expect(report.code).not.toBe(0);
  });

  it('C1 a greenroom.env that is not needed, since all of it is in the environment, keeps nobody up', async () => {
    const file = join(theatre.folder, 'greenroom.env');
    mkdirSync(file, { mode: 0o700 });
    const report = await examines().finally(() => rmdirSync(file));
    expect(report.bad).toEqual([]);
  });

  it('C1 a greenroom.env that others may read is a problem of the configuration, and the machine is looked at', async () => {
    const file = join(theatre.folder, 'greenroom.env');
    writeFileSync(file, 'A=b\n', { mode: 0o644 });
    const report = await examines().finally(() => rmSync(file));
    expect(report.code).toBe(2);
    expect(report.findings.find(({ id }) => id === 'config-valid')).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('others than its owner may read it'),
      remedy: 'It holds secrets: chmod 600 greenroom.env',
    });
    expect(report.findings.find(({ id }) => id === 'node-version')).toMatchObject({ state: 'ok' });
  });

  it('C1 without a config it looks at the machine alone, and ends with 2', async () => {
    writeFileSync(join(theatre.folder, 'broken.json'), '{"discord": 1}');
    const report = await examines({ GREENROOM_CONFIG: 'broken.json' });
    expect(report.code).toBe(2);
    expect(report.findings.find(({ id }) => id === 'config-valid')).toMatchObject({ state: 'fail' });
    expect(report.findings.find(({ id }) => id === 'node-version')).toMatchObject({ state: 'ok' });
    expect(report.findings.find(({ id }) => id === 'discord-token')).toMatchObject({ state: 'unknown' });
  });
});

describe('/doctor in Discord', () => {
  it('C4 is answered by a worker with what its role may see, worst first, and turns its pages', async () => {
    theatre.discord.world.revoke(theatre.ids.alerts, 'AddReactions');
    await theatre.types('ana', 'doctor');
    const first = await theatre.hears('ana', /📋 doctor[\s\S]*Add Reactions, channel by channel[\s\S]*Page 1 of/);
    expect(first).toMatch(/❌ 1 failed · ❔ 0 unknown/);
    expect(first).not.toContain('webhook-secret');
    const { world } = theatre.discord;
    const message = world
      .messages(theatre.ids.deployments, theatre.ids.ana)
      .findLast((one) => JSON.stringify(one).includes('📋 doctor'));
    const next = /"(page:[^"]+\.1)"/.exec(JSON.stringify(message))?.[1] ?? '';
    await world.click(theatre.ids.ana, message?.id ?? '', next);
    await theatre.hears('ana', /Page 2 of/);
    world.heals();
    // Its own ping is refused where the ledger is slow just then: people ask again, too.
    const isWell = (): boolean =>
      theatre.shown('deployments', 'ana').some(({ text }) => /❌ 0 failed · ❔ 0 unknown/.test(text));
    const asks = async (): Promise<boolean> => {
      if (!isWell()) await theatre.types('ana', 'doctor', { side: 'production' });
      return isWell();
    };
    await until('the doctor finds nothing that failed', asks, {
      everyMs: 5_000,
      tell: () => theatre.transcript('ana'),
    });
  });

  it('C4 is not for everybody', async () => {
    expect(await theatre.types('dan', 'doctor')).toMatch(/actor\.not-allowed/);
  });
});
