import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ledgerHere } from '../adapters/postgres/ledger-here.ts';
import { countedDiscord } from '../world/counted-discord.ts';
import { freshDatabase } from '../world/database.ts';
import { freePort } from '../world/free-port.ts';
import { type Ended, GreenroomProcess, cli } from '../world/greenroom-process.ts';
import { tinyProject } from '../world/tiny-app.ts';

const cleaning: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).toReversed()) await clean();
});

const id = (n: number): string => `1000000000000000${String(n).padStart(2, '0')}`;
const good = {
  discord: {
    guild: id(1),
    channels: { deployments: id(2), alerts: id(3) },
    roles: { tester: id(4), deployer: id(5), releaseManager: id(6) },
  },
  projects: {
    advent: {
      repository: 'acme/advent',
      ...tinyProject,
      environments: {
        staging: { tier: 'staging', branch: 'staging', target: { kind: 'local', services: { api: { port: 4001 } } } },
        production: { tier: 'production', target: { kind: 'local', services: { api: { port: 4002 } } } },
      },
    },
  },
};

function folder(file: string, text: string): string {
  const made = mkdtempSync(join(tmpdir(), 'greenroom-cli-'));
  cleaning.push(() => rmSync(made, { recursive: true, force: true }));
  writeFileSync(join(made, file), text);
  return made;
}

const runs = (cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  new GreenroomProcess(args, env, cwd).ended;

describe('the command line', () => {
  it('C1 config check says what it understood', async () => {
    const ended = await runs(folder('greenroom.config.json', JSON.stringify(good)), ['config', 'check']);
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.output).toMatch(
      /advent: acme\/advent, services api, environments staging \(follows staging\), production/,
    );
  });

  it('C1 config check lists every problem at once and ends with 2', async () => {
    const ended = await runs(
      folder(
        'greenroom.config.json',
        JSON.stringify({ ...good, discord: { ...good.discord, guild: 'mine' }, extra: 1 }),
      ),
      ['config', 'check'],
    );
    expect(ended.code).toBe(2);
    expect(ended.output).toMatch(/discord\.guild: found "mine"[\s\S]*unknown key extra/);
  });

  it('C1 an app on a port that Greenroom takes itself is found, by config check and by the start', async () => {
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const found =
      'projects.advent.environments.production.target.services.api.port: found 4002, where Greenroom itself listens for ' +
      'webhooks (PORT). Choose another port for the app, or another PORT for Greenroom.';
    for (const words of [['config', 'check'], ['start']]) {
      const { code, output } = await runs(its, words, { PORT: '4002' });
      expect({ words, code, output }).toEqual({ words, code: 2, output: expect.stringContaining(found) });
    }
  });

  it('C1 a config in TypeScript that Node cannot strip is explained', async () => {
    const ended = await runs(folder('greenroom.config.ts', 'enum Tier { A }\nexport default { tier: Tier.A };\n'), [
      'config',
      'check',
    ]);
    expect(ended.code).toBe(2);
    expect(ended.output).toMatch(/Use data only: replace enum by plain strings/);
  });

  it('C1 a line of the config that was broken is named', async () => {
    const wrong = (text: string) => runs(folder('greenroom.config.ts', text), ['config', 'check']);
    const comma = await wrong("export default {\n  poll: '1m'\n  people: {},\n};\n");
    expect(comma).toMatchObject({ code: 2, output: expect.stringContaining('(line 3: Expected') });
    const word = await wrong('export default {\n  poll,\n};\n');
    expect(word).toMatchObject({ code: 2, output: expect.stringContaining('(line 2: poll is not defined)') });
  });

  it('C1 a config in TypeScript with types alone is taken', async () => {
    const ended = await runs(
      folder('greenroom.config.ts', `const config: object = ${JSON.stringify(good)};\nexport default config;\n`),
      ['config', 'check'],
    );
    expect(ended).toMatchObject({ code: 0 });
  });

  it('C1 it says which version it is', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    const { code, output } = await new GreenroomProcess(['--version'], {}, tmpdir()).ended;
    expect({ code, output }).toEqual({ code: 0, output: `${version}\n` });
  });

  it('C1 a wrong word is a usage error', async () => {
    expect((await runs(folder('x', ''), ['strat'])).code).toBe(2);
    expect((await runs(folder('x', ''), ['start', '--role', 'king'])).code).toBe(2);
    const head = await runs(folder('x', ''), ['audit', 'verify', '--head', '41']);
    expect(head).toMatchObject({ code: 2, output: expect.stringContaining('wanted SEQ:HASH as on a card') });
    expect((await runs(folder('x', ''), ['--help'])).code).toBe(0);
  });

  it('C1 variables that a compose file hands over empty are as if they were not set', async () => {
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const empty = { GREENROOM_CONFIG: '', GREENROOM_DATA_DIR: '', HOST: '', LOG_LEVEL: '', DISCORD_API_URL: '' };
    const ended = await runs(its, ['config', 'check'], empty);
    expect(ended).toMatchObject({ code: 0 });
    const stopped = await runs(its, ['local', 'stop'], empty);
    expect(stopped).toMatchObject({ code: 0, output: expect.stringContaining('nothing ran in advent/staging') });
    expect(readdirSync(its)).toEqual(expect.not.arrayContaining(['local']));
  });

  it('C1 an operator who mistypes an environment, or replays to nobody, is told what was wanted', async () => {
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const stop = await runs(its, ['local', 'stop', '--environment', 'stagign']);
    expect(stop).toMatchObject({
      code: 2,
      output: '--environment: found stagign, wanted one of staging, production.\n',
    });
    const file = join(its, 'greenroom.config.json');
    const secret = { GITHUB_WEBHOOK_SECRET: 'x'.repeat(32) };
    const url = `http://127.0.0.1:${String(await freePort())}`;
    const nobody = await runs(its, ['replay', file, '--url', url], secret);
    expect(nobody).toMatchObject({ code: 1, output: expect.stringContaining(`Nothing answers at ${url}/webhooks/g`) });
    const unlike = await runs(its, ['replay', file, '--url', '127.0.0.1:3000'], secret);
    expect(unlike).toMatchObject({ code: 2, output: expect.stringContaining('wanted an http(s) address') });
  });

  it('C1 a missing GitHub credential ends it with 78, and says which two ways there are', async () => {
    const database = await freshDatabase();
    cleaning.push(() => database.drop());
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const env = { DATABASE_URL: database.url, DISCORD_TOKEN: 'a.b.c' };
    const ended = await runs(its, ['start', '--role', 'worker-staging'], env);
    expect(ended).toMatchObject({
      code: 78,
      output: expect.stringMatching(/GITHUB_TOKEN: not set, nor GITHUB_TOKEN_FILE\. Wanted GITHUB_TOKEN, or both/),
    });
  });

  it('C1 a missing Discord token ends it with 78 and says what to set; a refused one too, after one request', async () => {
    const database = await freshDatabase();
    cleaning.push(() => database.drop());
    const discord = await countedDiscord();
    cleaning.push(() => discord.close());
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const env = {
      DATABASE_URL: database.url,
      DISCORD_API_URL: discord.apiUrl,
      GITHUB_WEBHOOK_SECRET: 'x'.repeat(32),
      GITHUB_TOKEN: 'x',
      PORT: String(await freePort()),
    };
    const missing = await runs(its, ['start', '--role', 'bot'], env);
    expect(missing.code).toBe(78);
    expect(missing.output).toMatch(/DISCORD_TOKEN: not set, nor DISCORD_TOKEN_FILE/);
    const refused = await runs(its, ['start', '--role', 'bot'], { ...env, DISCORD_TOKEN: 'not.the.token' });
    expect(refused.code).toBe(78);
    expect(refused.output).not.toContain('not.the.token');
    expect(discord.world.requests.length).toBeLessThanOrEqual(2);
  });

  it('C1 a webhook secret that is missing or short is refused at start', async () => {
    const database = await freshDatabase();
    cleaning.push(() => database.drop());
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const ended = await runs(its, ['start', '--role', 'web'], {
      DATABASE_URL: database.url,
      GITHUB_WEBHOOK_SECRET: 'short',
    });
    expect(ended.code).toBe(2);
    expect(ended.output).toMatch(/fewer than 16 characters/);
  });

  it('C1 an audit that was exported is verified without the ledger; what was changed in it is found', async () => {
    const here = await ledgerHere();
    for (let n = 1; n <= 3; n += 1) await here.ledger.audit({ kind: 'gate.refused', actor: 'ben', facts: { n } });
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const exported = await runs(its, ['audit', 'export'], { DATABASE_URL: here.url });
    const file = join(its, 'audit.jsonl');
    writeFileSync(file, exported.output);
    const whole = await runs(its, ['audit', 'verify', file]);
    expect(whole).toMatchObject({ code: 0, output: expect.stringMatching(/✓ 3 lines, whole/) });
    writeFileSync(file, exported.output.replace('"ben"', '"mallory"'));
    const changed = await runs(its, ['audit', 'verify', file]);
    expect(changed).toMatchObject({ code: 1, output: expect.stringContaining('broken at line 1') });
    const none = await runs(its, ['audit', 'verify', `${file}.gone`]);
    expect(none).toMatchObject({ code: 1, output: expect.stringContaining('ENOENT') });
  });

  it('C1 an operator moves a ledger: what was exported is imported, also where a commit has an end of line of its own', async () => {
    const here = await ledgerHere();
    await here.ledger.audit({ kind: 'gate.refused', actor: 'ben\u2028the second', facts: { subject: 'a\u2029b' } });
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const file = join(its, 'ledger.jsonl');
    writeFileSync(file, (await runs(its, ['ledger', 'export'], { DATABASE_URL: here.url })).output);
    const database = await freshDatabase();
    cleaning.push(() => database.drop());
    const there = { DATABASE_URL: database.url };
    const gone = await runs(its, ['ledger', 'import', `${file}.gone`], there);
    expect(gone).toMatchObject({ code: 1, output: expect.stringMatching(/^ENOENT: [^\n]+\n$/) });
    expect(await runs(its, ['ledger', 'import', file], there)).toMatchObject({ code: 0, output: '✓ 1 rows.\n' });
    const exported = await runs(its, ['audit', 'export'], there);
    writeFileSync(file, exported.output);
    const verified = await runs(its, ['audit', 'verify', file]);
    expect(verified).toMatchObject({ code: 0, output: expect.stringContaining('✓ 1 lines, whole') });
  });

  it('C1 somebody reads its first lines alone, or to a disk that is full: it ends with 1, and is no crash', async () => {
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const full = openSync('/dev/full', 'w');
    cleaning.push(() => closeSync(full));
    const said = async (output: 'pipe' | number): Promise<unknown> => {
      const child = spawn(process.execPath, [cli, 'frontend', 'export'], {
        cwd: its,
        stdio: ['ignore', output, 'pipe'],
      });
      child.stdout?.destroy();
      const [words, [code]] = await Promise.all([child.stderr?.toArray(), once(child, 'close')]);
      return { code, words: (words ?? []).join('') };
    };
    expect(await said('pipe')).toEqual({ code: 1, words: '' });
    expect(await said(full)).toEqual({
      code: 1,
      words: expect.stringMatching(/^standard output: ENOSPC: [^\n]+\n$/),
    });
  });

  it('C1 audit verify and ledger export work on a ledger', async () => {
    const database = await freshDatabase();
    cleaning.push(() => database.drop());
    const its = folder('greenroom.config.json', JSON.stringify(good));
    const verified = await runs(its, ['audit', 'verify'], { DATABASE_URL: database.url });
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.output).toMatch(/0 lines, whole/);
    const exported = await runs(its, ['ledger', 'export'], { DATABASE_URL: database.url });
    expect(exported.output).toContain('"ledger":"greenroom"');
  });
});
