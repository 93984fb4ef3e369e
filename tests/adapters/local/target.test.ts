import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { treeOf } from '../../../src/adapters/local/store.ts';
import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { losesItsForker } from '../../world/forkers-of.ts';
import { until } from '../../world/until.ts';
import { processesIn } from '../../world/processes-in.ts';
import { processesWith } from '../../world/processes-with.ts';
import { hosts, killsOne } from './programs.ts';
import { localStage } from './stage.ts';

describe('a build', () => {
  it('of the same tree has the same digest, is found again by its key, and cannot be changed', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    const again = await here.builds('one');
    expect(again.artifacts).toEqual(one.artifacts);
    expect(await here.builder.find('advent', one.commit, 'api')).toEqual(one.artifacts[0]);
    expect((await here.builds('two')).artifacts[0]?.digest).not.toBe(one.artifacts[0]?.digest);
  });

  it('whose worker died before the ledger heard of it is found, and not built a second time', async () => {
    const here = await localStage();
    const commit = here.commits('one');
    const built = await here.builder.build('advent', commit, 'api', here.io());
    expect(here.recorded.size).toBe(0);
    expect(await here.builder.find('advent', commit, 'api')).toEqual(built.ok && built.artifact);
  });

  it('that fails says so, with its output', async () => {
    const here = await localStage();
    const commit = here.commits('bad', { buildFails: true });
    expect(await here.builder.build('advent', commit, 'api', here.io())).toMatchObject({
      ok: false,
      code: 'build.failed',
      retry: false,
    });
    expect(here.printed()).toContain('the build is broken');
  });

  it('finds nothing that an earlier one has left in its temporary folder', async () => {
    const here = await localStage();
    const behaviour = { buildRemembers: `left-by-a-build-${Math.random().toString(36).slice(2)}` };
    for (const name of ['one', 'two']) await here.builds(name, behaviour);
    expect(here.printed().split('found nothing of an earlier build')).toHaveLength(3);
    expect(here.printed()).not.toContain('found what an earlier build left');
  });

  it('that hangs is ended with its children', async () => {
    const here = await localStage();
    const commit = here.commits('hanging', { buildHangs: true });
    const stop = new AbortController();
    const building = here.builder.build('advent', commit, 'api', here.io({ signal: stop.signal }));
    await until('the child of the build runs', () => processesWith('left-behind-by-a-build').length > 0);
    stop.abort();
    expect(await building).toMatchObject({ ok: false });
    await until('nothing is left of it', () => processesWith('left-behind-by-a-build').length === 0);
  });

  it('that is stopped while it is being stored stores nothing, and may be tried again', async () => {
    const here = await localStage();
    const commit = here.commits('one');
    const stops = new AbortController();
    // What is asked last before it is stored is whether the lease is still ours.
    const io = here.io({ signal: stops.signal, fence: async () => stops.abort() });
    const built = await here.builder.build('advent', commit, 'api', io);
    expect(built).toMatchObject({ ok: false, code: 'build.deadline', retry: true });
    expect(existsSync(join(here.dataDir, 'artifacts'))).toBe(false);
    expect((await here.builds('one')).artifacts).toHaveLength(1);
  });

  it('sees no variable of ours', async () => {
    const here = await localStage({
      services: {
        api: {
          build: {
            local: {
              run: [
                ['node', '-e', 'console.log(Object.keys(process.env).sort().join())'],
                ['node', 'build.js'],
              ],
              start: ['node', 'server.js'],
            },
          },
          health: '/healthz',
          version: '/version',
        },
      },
    });
    await here.builds('one');
    expect(here.printed()).toContain(
      'CI,GREENROOM_COMMIT,GREENROOM_SERVICE,HOME,LANG,PATH,TMPDIR,npm_config_cache,npm_config_update_notifier\n',
    );
  });
});

describe('a switch', () => {
  it('serves the new version at the same address, and a second one without a lost request', async () => {
    const here = await localStage();
    const [one, two] = [await here.builds('one'), await here.builds('two')];
    expect(await here.switches(one)).toMatchObject({ ok: true });
    expect(await here.version()).toMatchObject({ commit: one.commit, environment: 'staging' });
    let stop = false;
    const answers: number[] = [];
    const clients = Array.from({ length: 8 }, async () => {
      while (!stop) answers.push((await fetch(`http://127.0.0.1:${here.ports.staging}/`)).status);
    });
    expect(await here.switches(two)).toMatchObject({ ok: true });
    await until('the new version has answered for a while', () => answers.length > 300);
    stop = true;
    await Promise.all(clients);
    expect(answers.filter((status) => status !== 200)).toEqual([]);
    expect(await here.version()).toMatchObject({ commit: two.commit });
    const runsFrom = ({ artifacts }: ReleaseRequest): number[] =>
      processesIn(treeOf(here.dataDir, artifacts[0]?.digest ?? 'sha256:'));
    await until('the old version has ended', () => runsFrom(one).length === 0);
    expect(runsFrom(two)).toHaveLength(1);
  });

  it.each([
    ['is not well', { sickIn: ['staging'] }, 'switch.unhealthy'],
    ['ends by itself', { exitsAtStart: true }, 'switch.exited'],
  ] as const)('to a version that %s leaves the old one serving', async (_, behaviour, code) => {
    const here = await localStage({ deadlines: { switch: '4s' } });
    const one = await here.builds('one');
    await here.switches(one);
    expect(await here.switches(await here.builds('bad', behaviour))).toMatchObject({ ok: false, code });
    expect(await here.version()).toMatchObject({ commit: one.commit });
    expect((await here.targets.staging.observe(new AbortController().signal)).services).toMatchObject([
      { state: 'serving', digest: one.artifacts[0]?.digest },
    ]);
  });

  it('with an older token is refused by the host itself', async () => {
    const here = await localStage();
    const [one, two] = [await here.builds('one'), await here.builds('two')];
    await here.switches(one, 7);
    expect(await here.switches(two, 6)).toMatchObject({ ok: false, code: 'lease.lost' });
    expect(await here.version()).toMatchObject({ commit: one.commit });
  });

  it('wants a permit of its own, fresh and of exactly this', async () => {
    const here = await localStage();
    const [one, two] = [await here.builds('one'), await here.builds('two')];
    const spent = here.permit('switch', 'staging', one, 1);
    await here.targets.staging.switch(spent, one, 1, here.io());
    await expect(here.targets.staging.switch(spent, one, 1, here.io())).rejects.toThrow(/permit\.spent/);
    await expect(
      here.targets.staging.switch(here.permit('switch', 'staging', one, 1), two, 1, here.io()),
    ).rejects.toThrow(/permit\.mismatch/);
    await expect(
      here.targets.staging.switch(here.permit('switch', 'production', two, 1), two, 1, here.io()),
    ).rejects.toThrow(/permit\.mismatch/);
    await expect(
      here.targets.staging.switch(here.permit('switch', 'staging', two, 1, Date.now() - 1), two, 1, here.io()),
    ).rejects.toThrow(/permit\.expired/);
    expect(await here.version()).toMatchObject({ commit: one.commit });
  });

  it('does not happen where the lease was lost', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    const lost = here.io({ fence: () => Promise.reject(new Error('lease.lost')) });
    await expect(here.targets.staging.switch(here.permit('switch', 'staging', one, 1), one, 1, lost)).rejects.toThrow(
      /lease\.lost/,
    );
    expect(await here.version()).toBeUndefined();
  });

  it('gives an app a home of its own, where nobody else can leave anything for it', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const [pid] = processesIn(treeOf(here.dataDir, one.artifacts[0]?.digest ?? 'sha256:'));
    const variables = readFileSync(`/proc/${String(pid)}/environ`, 'utf8').split('\0');
    const home = join(here.place('staging').ownDir, 'homes/advent.staging');
    expect(variables).toEqual(expect.arrayContaining([`HOME=${home}`, `TMPDIR=${home}`]));
    const { mode, uid } = lstatSync(home);
    expect([mode & 0o777, uid]).toEqual([0o700, lstatSync(`/proc/${String(pid)}`).uid]);
  });

  it('keeps secrets out of every argument', async () => {
    const here = await localStage();
    await here.switches(await here.builds('one'));
    const told = processesWith('a-secret-word-of-the-app');
    expect(told).toEqual(expect.arrayContaining(processesWith(`GREENROOM_HOST=${here.dataDir}/hosts/advent.staging`)));
    expect(told.length).toBeGreaterThan(0);
    for (const pid of told) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('a-secret-word');
  });
});

describe('the host', () => {
  it('that is killed comes back with the same version and leaves no orphan', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const apps = processesWith(`GREENROOM_HOST=${here.dataDir}/hosts/advent.staging`);
    expect(apps).toHaveLength(1);
    killsOne(hosts(here.dataDir));
    await until('nobody answers', async () => (await here.version()) === undefined);
    expect((await here.targets.staging.observe(new AbortController().signal)).services).toMatchObject([
      { digest: one.artifacts[0]?.digest },
    ]);
    await until('it serves again', async () => (await here.version())?.commit === one.commit);
    const now = processesWith(`GREENROOM_HOST=${here.dataDir}/hosts/advent.staging`);
    expect(now).toHaveLength(1);
    expect(now).not.toEqual(apps);
  });

  it('starts an app again that fell over', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const before = processesWith(`GREENROOM_HOST=${here.dataDir}/hosts/advent.staging`);
    killsOne(before);
    await until('another process serves', async () => {
      const [now] = processesWith(`GREENROOM_HOST=${here.dataDir}/hosts/advent.staging`);
      return now !== undefined && now !== before[0] && (await here.version())?.commit === one.commit;
    });
  });

  it('says that nothing was ever deployed, rather than that all is well', async () => {
    const here = await localStage();
    expect((await here.targets.production.observe(new AbortController().signal)).services).toMatchObject([
      { state: 'never-deployed' },
    ]);
  });
});

describe('migrations and suites', () => {
  it('a migration runs from the artifact with the environment’s values, and its failure is told', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    expect(
      await here.targets.production.migrate(here.permit('migrate', 'production', one, 1), one, 1, here.io()),
    ).toMatchObject({ ok: true });
    expect(here.printed()).toContain('migrated production');
    const bad = await here.builds('bad', { migrationFails: true });
    expect(
      await here.targets.staging.migrate(here.permit('migrate', 'staging', bad, 1), bad, 1, here.io()),
    ).toMatchObject({ ok: false, code: 'migrate.failed' });
  });

  it.each([
    ['good', { ended: 'exit', exitCode: 0 }],
    ['missing', { ended: 'exit', reportProblem: 'missing' }],
  ] as const)('a suite with a %s report', async (suiteReport, wanted) => {
    const here = await localStage();
    const one = await here.builds('one', { suiteReport });
    await here.switches(one);
    const run = await here.targets.staging.exercise(
      here.permit('exercise', 'staging', one, 1),
      { name: 'integration', run: 'one', request: one, urls: { api: `http://127.0.0.1:${here.ports.staging}` } },
      1,
      here.io(),
    );
    expect(run).toMatchObject(wanted);
    if (suiteReport === 'good') expect(run.report).toContain('days are listed');
    expect(here.printed()).toContain('staging answered 200');
  });

  it('a migration whose starter is killed is worth another try, and so is a suite: neither says anything of the version', async () => {
    const here = await localStage();
    const one = await here.builds('one');
    await here.switches(one);
    const says = (program: string) => (): boolean => here.printed().split('$ ').at(-1)?.startsWith(program) === true;
    const migrates = () => here.targets.staging.migrate(here.permit('migrate', 'staging', one, 1), one, 1, here.io());
    expect(await losesItsForker(migrates, says('node migrate.js'))).toMatchObject({
      ok: false,
      retry: true,
      detail: expect.stringContaining('was killed'),
    });
    expect(await migrates()).toMatchObject({ ok: true });
    const suite = {
      name: 'integration',
      run: 'one',
      request: one,
      urls: { api: `http://127.0.0.1:${here.ports.staging}` },
    };
    const exercises = () =>
      here.targets.staging.exercise(here.permit('exercise', 'staging', one, 1), suite, 1, here.io());
    await expect(losesItsForker(exercises, says('node suite.js'))).rejects.toThrow('was killed');
    expect(await exercises()).toMatchObject({ ended: 'exit', exitCode: 0 });
  });

  it('production’s object has no exercise', async () => {
    const here = await localStage();
    expect('exercise' in here.targets.production).toBe(false);
    expect('exercise' in here.targets.staging).toBe(true);
  });
});
