import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identify } from '../../../src/adapters/local/process-id.ts';
import { seal } from '../../../src/adapters/local/store.ts';
import { LinkOut } from '../../../src/adapters/local/take-over.ts';
import { freePort } from '../../world/free-port.ts';
import { until } from '../../world/until.ts';
import { tinyProject } from '../../world/tiny-app.ts';
import { apps, preamble, startedWith } from './programs.ts';
import { localStage } from './stage.ts';

describe('sealing', () => {
  it.each([
    ['an absolute link', (tree: string) => symlinkSync('/etc/passwd', join(tree, 'out'))],
    ['an absolute link to the build’s own folder', (tree: string) => symlinkSync(join(tree, 'a'), join(tree, 'in'))],
    ['a link that climbs out', (tree: string) => symlinkSync('../../etc', join(tree, 'out'))],
    [
      'links that climb out together, each of which reads as inside',
      (tree: string) => {
        mkdirSync(join(tree, 'a/b'), { recursive: true });
        symlinkSync('../..', join(tree, 'a/b/top'));
        symlinkSync('a/b/top/../../..', join(tree, 'out'));
      },
    ],
  ])('refuses %s', async (_, spoil) => {
    const here = await localStage();
    const tree = join(here.dataDir, 'a-tree');
    mkdirSync(tree);
    spoil(tree);
    await expect(seal(here.dataDir, tree, 'a-key')).rejects.toThrow(LinkOut);
  });

  it('keeps links that stay inside, and takes write access from everything', async () => {
    const here = await localStage();
    const tree = join(here.dataDir, 'a-tree');
    mkdirSync(join(tree, 'bin'), { recursive: true });
    writeFileSync(join(tree, 'bin/run'), '#!/bin/sh\n', { mode: 0o755 });
    symlinkSync('../bin/run', join(tree, 'bin/again'));
    symlinkSync('bin/run', join(tree, 'run'));
    const digest = await seal(here.dataDir, tree, 'a-key');
    const sealed = join(here.dataDir, 'artifacts', digest.slice(7), 'tree');
    expect(readFileSync(join(sealed, 'run'), 'utf8')).toBe('#!/bin/sh\n');
    for (const name of ['', 'bin', 'bin/run']) expect(statSync(join(sealed, name)).mode & 0o777).toBe(0o555);
    expect(existsSync(tree)).toBe(false);
  });
});

describe('a build', () => {
  it('asked for twice at once is one', async () => {
    const here = await localStage();
    const commit = here.commits('one');
    const [one, two] = await Promise.all([
      here.builder.build('advent', commit, 'api', here.io()),
      here.builder.build('advent', commit, 'api', here.io()),
    ]);
    expect(one).toEqual(two);
    expect(here.printed().split('building ').length).toBe(2);
    expect(readdirSync(join(here.dataDir, 'builds'))).toEqual([]);
  });

  it('may print a hundred megabytes', async () => {
    const here = await localStage();
    const commit = here.commits('loud', { buildPrints: 100 * 1024 * 1024 });
    let heard = 0;
    const io = here.io({ output: (chunk) => void (heard += chunk.length) });
    expect(await here.builder.build('advent', commit, 'api', io)).toMatchObject({ ok: true });
    expect(heard).toBeGreaterThan(100 * 1024 * 1024);
  });

  it('ends what a worker that was killed had left running, before it begins', async () => {
    const here = await localStage();
    const commit = here.commits('one');
    const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
    const gone = once(left, 'exit');
    const its = identify(left.pid ?? 0);
    const folder = join(here.dataDir, 'builds', `${here.builder.key('advent', commit, 'api').slice(0, 32)}-left`);
    mkdirSync(join(folder, 'tree'), { recursive: true });
    writeFileSync(join(folder, 'tree', 'half-written.js'), '');
    writeFileSync(join(folder, 'process.json'), JSON.stringify(its));
    const built = await here.builder.build('advent', commit, 'api', here.io());
    expect((await gone)[1]).toBe('SIGKILL');
    // Nothing of the half that was there went into the artifact.
    expect(built).toMatchObject({ ok: true });
    const clean = await here.builder.build('advent', commit, 'api', here.io());
    expect(built).toEqual(clean);
  });

  it('that leaves something other than files and links has failed', async () => {
    const run = [['node', '-e', "require('node:child_process').execFileSync('mkfifo', ['pipe'])"]];
    const here = await localStage({
      services: { api: { ...tinyProject.services.api, build: { local: { run, start: ['node', 'server.js'] } } } },
    });
    const built = await here.builder.build('advent', here.commits('odd'), 'api', here.io());
    expect(built).toMatchObject({
      ok: false,
      code: 'build.failed',
      detail: expect.stringContaining('pipe is neither'),
    });
  });
});

describe('a switch', () => {
  it('does not wait for a long request of the old version, and does not cut it either', async () => {
    const here = await localStage(
      startedWith(`${preamble}
        listen((request, response) => {
          if (request.url !== '/long') return response.end(claims);
          response.write('begun ');
          globalThis.finish = () => response.end('by ' + claims);
          setTimeout(globalThis.finish, 1500);
        });`),
    );
    const [one, two] = [await here.builds('one', { claims: 'one' }), await here.builds('two', { claims: 'two' })];
    expect(await here.switches(one)).toMatchObject({ ok: true });
    const url = `http://127.0.0.1:${here.ports.staging}`;
    const long = await fetch(`${url}/long`);
    let ended = false;
    const body = long.text().finally(() => (ended = true));
    expect(await here.switches(two)).toMatchObject({ ok: true });
    expect(ended).toBe(false);
    expect(await (await fetch(url)).text()).toBe('two');
    expect(await body).toBe('begun by one');
    await until('the old version has ended', () => apps(here.dataDir).length === 1);
  });

  it('that is stopped while the new version starts leaves nothing of it', async () => {
    const here = await localStage(
      startedWith(
        `${preamble} if (claims === 'slow') setInterval(() => {}, 1000); else listen((_, response) => response.end(claims));`,
      ),
    );
    const [one, slow] = [await here.builds('one', { claims: 'one' }), await here.builds('slow', { claims: 'slow' })];
    await here.switches(one);
    const stop = new AbortController();
    const permit = here.permit('switch', 'staging', slow, 1);
    const going = here.targets.staging.switch(permit, slow, 1, here.io({ signal: stop.signal }));
    await until('both run', () => apps(here.dataDir).length === 2);
    stop.abort();
    await expect(going).rejects.toThrow(/abort/i);
    await until('the new one is gone', () => apps(here.dataDir).length === 1);
    expect(await (await fetch(`http://127.0.0.1:${here.ports.staging}`)).text()).toBe('one');
  });

  it('to a port that another program holds is refused in plain words, and starts nothing', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    const other = createServer().listen(here.ports.staging, '127.0.0.1');
    await until('the other program listens', () => other.listening);
    const result = await here.switches(one);
    expect(result).toMatchObject({ ok: false, code: 'switch.unhealthy' });
    expect(result.detail).toContain(`another program listens on 127.0.0.1:${here.ports.staging}`);
    expect(apps(here.dataDir)).toEqual([]);
    other.close();
    await until('the port is free', () => !other.listening);
    expect(await here.switches(one)).toMatchObject({ ok: true });
  });

  it('follows the config to another port', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const old = here.ports.staging;
    const moved = await freePort();
    const target = here.targetAt(moved);
    const result = await target.switch(here.permit('switch', 'staging', one, 1), one, 1, here.io());
    expect(result).toMatchObject({ ok: true });
    expect((await fetch(`http://127.0.0.1:${moved}/healthz`)).status).toBe(200);
    await until('nobody listens at the old address', () =>
      fetch(`http://127.0.0.1:${old}/healthz`).then(
        () => false,
        () => true,
      ),
    );
  });

  it('to what serves already starts nothing; a restart does', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const before = apps(here.dataDir);
    expect(await here.switches(one, 2)).toMatchObject({ ok: true });
    expect(apps(here.dataDir)).toEqual(before);
    const restarted = await here.targets.staging.restart(here.permit('restart', 'staging', one, 2), one, 2, here.io());
    expect(restarted).toMatchObject({ ok: true });
    await until('another process serves', () => {
      const now = apps(here.dataDir);
      return now.length === 1 && now[0] !== before[0];
    });
  });

  it('is taken back where the second service fails', async () => {
    const ports = { api: await freePort(), web: await freePort() };
    const code = `${preamble} if (exitsAtStart && process.env.PART === 'web') process.exit(1); listen((_, response) => response.end(claims));`;
    const part = startedWith(code).services.api;
    const here = await localStage({
      services: { api: part, web: part },
      environments: {
        staging: {
          tier: 'staging',
          branch: 'staging',
          target: {
            kind: 'local',
            services: {
              api: { port: ports.api, env: { PART: 'api' } },
              web: { port: ports.web, env: { PART: 'web' } },
            },
          },
        },
        production: { tier: 'production', target: { kind: 'local', services: {} } },
      },
    });
    const both = async (name: string, behaviour: { exitsAtStart?: boolean }) => {
      const { commit, artifacts } = await here.builds(name, { claims: name, ...behaviour });
      const [api] = artifacts;
      if (api === undefined) throw new Error('nothing was built');
      return { commit, artifacts: [api, { ...api, service: 'web' }] };
    };
    const [good, bad] = [await both('good', {}), await both('bad', { exitsAtStart: true })];
    expect(await here.switches(good)).toMatchObject({ ok: true });
    expect(await here.switches(bad)).toMatchObject({ ok: false, code: 'switch.exited' });
    for (const port of Object.values(ports))
      expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('good');
  });
});

describe('an app', () => {
  it('that dies in the middle of a request breaks that request, and its address goes on answering', async () => {
    const here = await localStage(
      startedWith(`${preamble}
        listen((request, response) => {
          if (request.url === '/before') process.exit(1);
          if (request.url === '/amid') { response.write('half'); setTimeout(() => process.exit(1), 100); }
          else response.end('well');
        });`),
    );
    await here.switches(await here.builds('one'));
    const url = `http://127.0.0.1:${here.ports.staging}`;
    const well = () =>
      fetch(url).then(
        (answer) => answer.ok,
        () => false,
      );
    expect((await fetch(`${url}/before`)).status).toBe(502);
    const meanwhile = await fetch(url);
    expect([200, 502, 503]).toContain(meanwhile.status);
    await until('it serves again', well);
    const amid = await fetch(`${url}/amid`);
    await expect(amid.text()).rejects.toThrow();
    await until('it serves once more', well);
  });
});

describe('a suite', () => {
  it.each([
    ['a pipe that nobody writes to', `require('node:child_process').execFileSync('mkfifo', [at])`, 'missing'],
    ['a link to somebody else’s file', `fs.symlinkSync('/etc/passwd', at)`, 'missing'],
    ['too much', `fs.writeFileSync(at, Buffer.alloc(11 * 1024 * 1024))`, 'too-large'],
  ] as const)('that leaves %s instead of a report is not read', async (_, code, reportProblem) => {
    const here = await localStage({
      verify: [
        {
          name: 'integration',
          run: ['node', '-e', `const fs = require('node:fs'); const at = process.env.GREENROOM_JUNIT; ${code}`],
          timeout: '20s',
        },
      ],
    });
    const one = await here.builds('one');
    const run = await here.targets.staging.exercise(
      here.permit('exercise', 'staging', one, 1),
      { name: 'integration', run: 'one', request: one, urls: {} },
      1,
      here.io(),
    );
    expect(run).toEqual({ ended: 'exit', exitCode: 0, reportProblem });
  });
});
