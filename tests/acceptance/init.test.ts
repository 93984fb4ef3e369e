import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { permissionBits } from '../../standins/discord/permissions.ts';
import { startFly } from '../../standins/fly/start.ts';
import { freePort } from '../world/free-port.ts';
import type { Ended, GreenroomProcess } from '../world/greenroom-process.ts';
import { type NewTeam, newTeam } from '../world/new-team.ts';
import { flyApps, flyFiles } from '../world/places-on-fly.ts';
import { tinyApp } from '../world/tiny-app.ts';
import { until } from '../world/until.ts';
import { wordsOf } from '../world/words-of.ts';

const local = async (): Promise<{ ports: Record<'staging' | 'production', number>; flags: string[] }> => {
  const ports = { staging: await freePort(), production: await freePort() };
  return {
    ports,
    flags: [
      '--target=local',
      '--service=api',
      '--build=node build.js',
      '--start=node server.js',
      '--test=node suite.js',
      '--migrations=migrations',
      '--migrate=node migrate.js',
      `--staging-port=${String(ports.staging)}`,
      `--production-port=${String(ports.production)}`,
    ],
  };
};

/** Starts what was set up, pushes, and reads that staging is ready. */
async function deploys(its: NewTeam, files: Record<string, string>): Promise<string> {
  const { world } = its.discord;
  const running = its.runs(['start']);
  await running.says('greenroom: ready');
  const commit = await its.clone.push('staging', files, 'The first version', { as: 'ana' });
  const channel = world.channels().find(({ name }) => name === 'deployments')?.id ?? '';
  await until(
    'staging is ready',
    () =>
      world
        .messages(channel)
        .find((one) => new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual`).test(wordsOf(one))),
    { deadlineMs: 130_000, tell: () => `${world.messages(channel).map(wordsOf).join('\n')}\n${running.output}` },
  );
  return commit;
}

async function versionAt(url: string): Promise<unknown> {
  return (await fetch(`${url}/version`)).json();
}

const nothingWrong = ({ discord, github }: NewTeam): void => {
  expect([...discord.world.violations, ...discord.world.faultsOfOwn, ...github.world.violations]).toEqual([]);
};

// Many processes and a build; where a busy machine answers a webhook with 503, the branch is looked at within a minute.
describe('greenroom init', { timeout: 240_000 }, () => {
  it('C3 R1.1 R1.2 with a GitHub App, from nothing to the first tested staging, without an id typed by hand', async () => {
    const began = performance.now();
    const its = await newTeam();
    const { ports, flags } = await local();
    const running = its.runs(
      ['init', '--yes', '--make', '--repository=acme/advent', `--url=http://127.0.0.1:${String(its.web)}`, ...flags],
      { DISCORD_TOKEN: its.env['DISCORD_TOKEN'] ?? '' },
    );
    await running.says('Open this page to make the GitHub App');
    await clicksThrough(running);
    await running.says('/installations/new');
    await fetch(/https?:\/\/\S+\/installations\/new/.exec(running.output)?.[0] ?? '');
    const invitation = await its.opensInvitation(running);
    expect(BigInt(invitation.searchParams.get('permissions') ?? '0') & 8n).toBe(0n);
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.output).toContain('Next: npx greenroom start');
    expect(ended.output).toMatch(/To be made: the channel #deployments, the channel #alerts, the role Tester/);
    expect(ended.output).not.toContain(its.env['DISCORD_TOKEN']);
    expect(its.discord.world.channels().map(({ name }) => name)).toEqual(['deployments', 'alerts']);
    const secrets = join(its.folder, 'greenroom.env');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    expect(existsSync(join(its.folder, 'greenroom.init.json'))).toBe(false);

    const commit = await deploys(its, tinyApp());
    expect(await versionAt(`http://127.0.0.1:${String(ports.staging)}`)).toMatchObject({
      commit,
      environment: 'staging',
    });
    const report: { findings: { id: string; state: string }[] } = JSON.parse(
      (await its.runs(['doctor', '--json']).ended).output,
    );
    expect(report.findings.filter(({ state }) => state === 'fail' || state === 'unknown')).toEqual([]);
    expect(performance.now() - began).toBeLessThan(10 * 60_000);
    nothingWrong(its);
  });

  it('C3 R1.1 with a token and apps on Fly: finds them, makes their tokens, and staging answers from a machine there', async () => {
    const fly = await startFly();
    onTestFinished(() => fly.close());
    const its = await newTeam({ fly });
    const port = { staging: await freePort(), production: await freePort() };
    for (const place of ['staging', 'production'] as const)
      await fly.world.addApp(flyApps[place], 'acme', { port: port[place] });
    await its.clone.push('staging', { ...tinyApp(), ...flyFiles }, 'Before Greenroom', { as: 'ana' });
    const running = its.runs(
      [
        'init',
        '--yes',
        '--make',
        '--repository=acme/advent',
        `--url=http://127.0.0.1:${String(its.web)}`,
        '--target=fly',
        '--fly-organisation=acme',
        '--test=-',
        '--migrations=-',
      ],
      {
        DISCORD_TOKEN: its.env['DISCORD_TOKEN'] ?? '',
        GITHUB_TOKEN: its.github.world.botToken,
        FLY_API_TOKEN: fly.world.addToken({ organisation: 'acme', kind: 'personal' }),
      },
    );
    await its.opensInvitation(running);
    expect(await running.ended).toMatchObject({ code: 0 });
    const config = readFileSync(join(its.folder, 'greenroom.config.ts'), 'utf8');
    expect(config.replaceAll(/\s+/g, ' ')).toContain(`app: '${flyApps.staging}', config: 'fly.staging.toml'`);
    expect(config.replaceAll(/\s+/g, ' ')).toContain(`app: '${flyApps.production}', config: 'fly.production.toml'`);
    const [hook] = its.github.world.repository('acme/advent').hooks;
    expect(hook).toMatchObject({ url: `http://127.0.0.1:${String(its.web)}/webhooks/github`, contentType: 'json' });
    expect(hook?.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(its.folder, 'greenroom.env'), 'utf8')).not.toContain('FLY_API_TOKEN');
    // The address of an app of this Fly is on this machine.
    const at = join(its.folder, 'greenroom.config.ts');
    writeFileSync(
      at,
      config.replace(
        /(config: 'fly\.(staging|production)\.toml')/g,
        (all, _, place: 'staging' | 'production') => `${all}, url: 'http://127.0.0.1:${String(port[place])}'`,
      ),
    );
    const commit = await deploys(its, { ...tinyApp(), ...flyFiles, 'change.txt': 'one' });
    expect(await versionAt(`http://127.0.0.1:${String(port.staging)}`)).toMatchObject({
      commit,
      environment: 'staging',
    });
    expect(fly.world.machinesOf(flyApps.production)).toEqual([]);
    expect(fly.world.violations).toEqual([]);
    nothingWrong(its);
  });
});

describe('a set-up that does not go straight', { timeout: 240_000 }, () => {
  const flags = ['init', '--yes', '--repository=acme/advent', '--github=token', '--wait=0.05'];
  const secrets = (its: NewTeam): Record<string, string> => ({
    DISCORD_TOKEN: its.env['DISCORD_TOKEN'] ?? '',
    GITHUB_TOKEN: its.github.world.botToken,
  });

  it('C3 goes on where it stopped, makes nothing twice, and touches nothing that is there', async () => {
    const its = await newTeam();
    const more = await local();
    const late = await its.runs([...flags, ...more.flags], secrets(its)).ended;
    expect(late).toMatchObject({ code: 1, output: expect.stringContaining('The bot was not invited') });
    expect(existsSync(join(its.folder, 'greenroom.config.ts'))).toBe(false);
    expect(statSync(join(its.folder, 'greenroom.init.json')).mode & 0o777).toBe(0o600);

    const { world } = its.discord;
    const [application] = [...world.directory.applications.values()];
    const mine = world.addChannel({ name: 'deployments' });
    // All that everybody may, and to call the release managers; nothing by which it could make what is missing.
    world.invite(application?.id ?? '', permissionBits.MentionEveryone);
    const refused = await its.runs([...flags, ...more.flags]).ended;
    expect(refused).toMatchObject({
      code: 1,
      output: expect.stringMatching(/Missing in the server: the channel #alerts, the role Tester/),
    });
    const cannot = await its.runs([...flags, '--make', ...more.flags]).ended;
    expect(cannot).toMatchObject({
      code: 1,
      output: expect.stringContaining('needs Manage Channels and Manage Roles'),
    });
    expect(world.channels()).toHaveLength(1);

    world.addChannel({ name: 'alerts' });
    for (const name of ['Tester', 'deployer', 'Release Manager']) world.addRole({ name });
    expect(await its.runs([...flags, ...more.flags]).ended).toMatchObject({ code: 0 });
    expect(world.channels().map(({ name }) => name)).toEqual(['deployments', 'alerts']);
    expect(readFileSync(join(its.folder, 'greenroom.config.ts'), 'utf8')).toContain(`deployments: '${mine.id}'`);

    const before = readFileSync(join(its.folder, 'greenroom.env'), 'utf8');
    const again = await its.runs(flags, secrets(its)).ended;
    expect(again).toMatchObject({ code: 0, output: expect.stringContaining('nothing is written over') });
    expect(readFileSync(join(its.folder, 'greenroom.env'), 'utf8')).toBe(before);
    nothingWrong(its);
  });

  it('C3 a token that is refused, or may too little, is told at once with what it lacks, and nothing is written', async () => {
    const its = await newTeam();
    const wrong = await its.runs(flags, { ...secrets(its), GITHUB_TOKEN: 'ghp_wrong' }).ended;
    expect(wrong).toMatchObject({ code: 2, output: expect.stringMatching(/GITHUB_TOKEN: GitHub refuses this token/) });
    expect(wrong.output).not.toContain('ghp_wrong');
    its.github.world.breaksApi({ kind: 'forbidden', on: 'POST /repos/acme/advent/statuses' });
    const little = await its.runs(flags, secrets(its)).ended;
    expect(little).toMatchObject({ code: 1, output: expect.stringContaining('Commit statuses: read and write') });
    const bot: Ended = await its.runs(flags, { ...secrets(its), DISCORD_TOKEN: 'not.a.token' }).ended;
    expect(bot).toMatchObject({
      code: 2,
      output: expect.stringMatching(/DISCORD_TOKEN: Discord refused this bot token/),
    });
    const missing = await its.runs(['init', '--yes']).ended;
    expect(missing).toMatchObject({ code: 2 });
    expect(existsSync(join(its.folder, 'greenroom.env'))).toBe(false);
  });

  it('C3 what was mistyped or revoked is overruled by the flag or the variable that says it anew', async () => {
    const its = await newTeam();
    const typo = await its.runs(['init', '--yes', '--repository=acme/advnet', '--github=token'], secrets(its)).ended;
    expect(typo).toMatchObject({
      code: 2,
      output: expect.stringMatching(/does not see acme\/advnet[\s\S]*another --repo/),
    });
    expect(typo.output).toContain('Flags overrule it; remove it to begin anew');
    const late = await its.runs([...flags, '--branch=main'], secrets(its)).ended;
    expect(late).toMatchObject({ code: 1, output: expect.stringContaining('The bot was not invited') });
    const other = await its.runs([...flags, '--branch=a..b'], secrets(its)).ended;
    expect(other).toMatchObject({ code: 2, output: expect.stringContaining('--branch: wanted the name of a branch') });
    const wrong = await its.runs(flags, { ...secrets(its), GITHUB_TOKEN: 'ghp_revoked' }).ended;
    expect(wrong).toMatchObject({ code: 2, output: expect.stringContaining('GitHub refuses this token') });
    const bot = await its.runs(flags, { ...secrets(its), DISCORD_TOKEN: 'was.re.set' }).ended;
    expect(bot).toMatchObject({ code: 2, output: expect.stringContaining('Discord refused this bot token') });
    writeFileSync(join(its.folder, 'greenroom.config.json'), '{}');
    rmSync(join(its.folder, 'greenroom.init.json'));
    const there = await its.runs(flags, secrets(its)).ended;
    expect(there).toMatchObject({ code: 2, output: expect.stringContaining('A config is there: nothing is asked') });
    expect(existsSync(join(its.folder, 'greenroom.config.ts'))).toBe(false);
  });

  it('C3 without a terminal and without --yes it says what to do', async () => {
    const its = await newTeam();
    const ended = await its.runs(['init']).ended;
    expect(ended).toMatchObject({ code: 2, output: expect.stringContaining('say --yes') });
  });

  it('C3 a secrets file that others may read is refused', async () => {
    const its = await newTeam();
    writeFileSync(join(its.folder, 'greenroom.env'), 'DISCORD_TOKEN=x\n', { mode: 0o644 });
    const ended = await its.runs(['config', 'check']).ended;
    expect(ended).toMatchObject({ code: 2, output: expect.stringContaining('chmod 600 greenroom.env') });
  });
});

/** What a browser does with the page: posts its form to GitHub, and follows where that leads. */
async function clicksThrough(running: GreenroomProcess): Promise<void> {
  const page = /make the GitHub App \([^)]*\): (\S+)/.exec(running.output)?.[1] ?? '';
  const html = await (await fetch(page)).text();
  const plain = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const action = plain(/action="([^"]+)"/.exec(html)?.[1] ?? '');
  const manifest = plain(/name="manifest" value="([^"]+)"/.exec(html)?.[1] ?? '');
  expect((await fetch(action, { method: 'POST', body: new URLSearchParams({ manifest }) })).status).toBe(200);
}
