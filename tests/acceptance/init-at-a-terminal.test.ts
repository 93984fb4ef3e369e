import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../world/free-port.ts';
import { type NewTeam, newTeam } from '../world/new-team.ts';
import { Terminal, keys } from '../world/terminal.ts';

const inits = (its: NewTeam): Terminal => new Terminal(['init'], its.withoutSecrets, its.folder);

/** The first questions, with a wrong answer on the way to each that can be looked at. */
async function namesRepository(at: Terminal, its: NewTeam): Promise<void> {
  await at.answers('Which repository on GitHub?', 'advent');
  await at.reads('found “advent”, wanted owner/name');
  await at.answers('Which repository on GitHub?', 'acme/advent');
  await at.answers('What shall it be called here?');
  await at.answers('At which https address will Greenroom answer?', `http://127.0.0.1:${String(its.web)}`);
}

async function givesGithubToken(at: Terminal, its: NewTeam): Promise<void> {
  await at.isAsked('How shall Greenroom come to GitHub?');
  at.presses(keys.down);
  await at.reads('● token (a fine-grained token');
  at.presses(keys.enter);
  await at.answers('A fine-grained token for acme/advent', 'ghp_wrong');
  await at.reads('GitHub refuses this token');
  await at.answers('A fine-grained token for acme/advent', its.github.world.botToken);
}

async function givesDiscordToken(at: Terminal, token: string): Promise<void> {
  await at.answers('The bot’s token', 'not.a.token');
  await at.reads('Discord refused this bot token');
  await at.answers('The bot’s token', token);
  await at.reads('Discord knows the bot as Greenroom');
}

/** What a browser does with the invitation. */
async function invites(at: Terminal): Promise<void> {
  const link = new URL(/Invite the bot to your server: (\S+)/.exec(at.text)?.[1] ?? '');
  link.searchParams.set('authorize', 'yes');
  expect((await fetch(link)).status).toBe(200);
}

async function choosesPlaces(at: Terminal): Promise<void> {
  await at.agrees('May Greenroom make the channels and roles');
  await at.reads(/Invite the bot to your server: \S+\n[\s\S]*Waiting until the bot is in a server/);
  await invites(at);
  await at.answers('Which server?');
  await at.answers('Where are deployments shown?', '#ship it');
  await at.answers('Where are people told when something is wrong?');
  for (const role of ['plays with staging', 'deploys', 'approves production']) await at.answers(`Which role ${role}?`);
  await at.reads('To be made: the channel #ship-it, the channel #alerts, the role Tester, the role Deployer');
  await at.agrees('Make them?');
}

async function tellsOfApp(at: Terminal, [staging = '', production = '']: readonly string[]): Promise<void> {
  await at.answers('Where does your app run?');
  await at.answers('What is the service called?', 'api');
  await at.answers('Which path answers 2xx while the app is well?', 'healthz');
  await at.reads('wanted a path that begins with /');
  await at.answers('Which path answers 2xx while the app is well?');
  await at.answers('Which path says commit and environment?');
  await at.answers('How is it built?', 'node build.js');
  await at.answers('How is it started?', 'node server.js');
  await at.answers('Which tests run against staging?', 'node suite.js');
  await at.answers('In which folder are migrations?', 'migrations');
  await at.answers('How do they run?', 'node migrate.js');
  await at.answers('Which port on this machine? (staging-port)', staging);
  await at.answers('Which port on this machine? (production-port)', production);
}

describe('greenroom init, at a terminal', () => {
  it('C3 asks for everything, says what is wrong with an answer and asks again, and shows no secret', async () => {
    const its = await newTeam();
    const ports = [await freePort(), await freePort()].map(String);
    const token = its.env['DISCORD_TOKEN'] ?? '';
    const at = inits(its);
    await namesRepository(at, its);
    await givesGithubToken(at, its);
    await at.answers('Which branch does staging follow?');
    await givesDiscordToken(at, token);
    await choosesPlaces(at);
    await tellsOfApp(at, ports);
    await at.reads('Next: npx greenroom start');
    expect(await at.ended, at.text).toBe(0);

    expect(its.discord.world.channels().map(({ name }) => name)).toEqual(['ship-it', 'alerts']);
    const config = readFileSync(join(its.folder, 'greenroom.config.ts'), 'utf8');
    expect(config).toContain("run: ['node', 'suite.js']");
    expect(config).toContain('// A push is at staging sooner where packages stay');
    expect(readFileSync(join(its.folder, 'greenroom.env'), 'utf8')).toContain(`DISCORD_TOKEN=${token}`);
    expect(statSync(join(its.folder, 'greenroom.env')).mode & 0o777).toBe(0o600);
    expect(at.text).not.toContain(token);
    expect(at.text).not.toContain(its.github.world.botToken);
    expect([...its.discord.world.violations, ...its.github.world.violations]).toEqual([]);
  });

  it('C3 left with Ctrl-C keeps what was answered, and asks for the rest the next time', async () => {
    const its = await newTeam();
    const first = inits(its);
    await namesRepository(first, its);
    await first.isAsked('How shall Greenroom come to GitHub?');
    first.presses(keys.ctrlC);
    await first.reads('Nothing is half-written; greenroom init goes on from here');
    expect(await first.ended).toBe(1);
    expect(existsSync(join(its.folder, 'greenroom.config.ts'))).toBe(false);

    const second = inits(its);
    await second.isAsked('How shall Greenroom come to GitHub?');
    expect(second.text).not.toContain('Which repository');
    second.presses(keys.ctrlC);
    expect(await second.ended).toBe(1);
  });
});
