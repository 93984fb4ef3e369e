import { describe, expect, it } from 'vitest';
import { type StageWorker, cast, config, red, shaOf, stage } from './stage.ts';

const place = { project: 'advent', environment: 'staging', tier: 'staging' } as const;
const look = { ...place, kind: 'look-at-branch', branch: 'staging' } as const;

/** Lets something happen, once, between what this worker has seen and what it decides. */
function whileItLooks(slow: StageWorker, happens: () => Promise<unknown>): void {
  const { source } = slow.use;
  const describe = source.describe.bind(source);
  const once = [happens];
  Object.assign(source, {
    describe: async (project: string, commit: string) => {
      await once.pop()?.();
      return describe(project, commit);
    },
  });
}

describe.each(['postgres', 'memory'] as const)('a push to staging, on a ledger in %s', (on) => {
  it('is built once, migrated, switched, verified, tested, and ready', async () => {
    const it = await stage(config, on);
    const view = await it.pushes('one');
    expect(view).toMatchObject({ state: 'succeeded', environment: 'staging', commit: { commit: shaOf('one') } });
    expect(view.steps.map((step) => `${step.name} ${step.state}`)).toEqual([
      'fetch succeeded',
      'build succeeded',
      'migrate succeeded',
      'switch succeeded',
      'verify succeeded',
      'test succeeded',
      'evidence succeeded',
    ]);
    expect(it.world.effects).toEqual([
      `build ${shaOf('one').slice(0, 7)}`,
      ...['migrate', 'switch', 'exercise'].map((name) => `${name} staging ${shaOf('one').slice(0, 7)}`),
    ]);
    expect((await it.ledger.ledger.verified('advent', 'staging'))?.release.commit).toBe(shaOf('one'));
  });

  it('that came three times at once ends in one deployment of the head; the others are contained in it', async () => {
    const it = await stage(config, on);
    it.commits('one', 'two');
    const view = await it.pushes('three');
    await it.wants({ ...look, cause: 'push', after: shaOf('one') });
    expect(view.commit.commit).toBe(shaOf('three'));
    expect(it.world.builds).toBe(1);
  });

  it('that nobody told of is found by a look at the branch, and GitHub says who wrote it', async () => {
    const it = await stage(config, on);
    it.world.logins.set(shaOf('one'), 'ana');
    it.commits('one');
    await it.wants({ ...look, cause: 'poll' });
    expect(await it.newest('staging')).toMatchObject({ commit: { commit: shaOf('one'), login: 'ana' } });
  });

  it('whose build fails changes nothing, and says so', async () => {
    const it = await stage(config, on);
    await it.pushes('good');
    it.world.buildFails.add(shaOf('bad'));
    const view = await it.pushes('bad');
    expect(view).toMatchObject({ state: 'failed', code: 'build.failed' });
    expect(it.world.serving.staging?.commit).toBe(shaOf('good'));
  });

  it('whose migration fails is not switched to', async () => {
    const it = await stage(config, on);
    await it.pushes('good');
    it.world.migrationFails.add(shaOf('bad'));
    expect(await it.pushes('bad')).toMatchObject({ state: 'failed', code: 'migrate.failed' });
    expect(it.world.serving.staging?.commit).toBe(shaOf('good'));
  });

  it('that names another commit is taken back', async () => {
    const it = await stage(config, on);
    await it.pushes('good');
    it.world.claims.set(shaOf('liar'), shaOf('somebody else'));
    expect(await it.pushes('liar')).toMatchObject({ state: 'failed', code: 'verify.wrong-commit' });
    expect(it.world.serving.staging?.commit).toBe(shaOf('good'));
  });

  it.each([
    ['is red', { ended: 'exit', exitCode: 1, report: red }, 'test.failed'],
    ['leaves no report', { ended: 'exit', exitCode: 0, reportProblem: 'missing' }, 'test.no-report'],
    ['leaves a report that nobody can read', { ended: 'exit', exitCode: 0, report: '<testsuite' }, 'test.bad-report'],
    ['runs no test', { ended: 'exit', exitCode: 0, report: '<testsuites/>' }, 'test.empty'],
    ['is stopped at its timeout', { ended: 'deadline' }, 'test.deadline'],
    [
      'reports green and ends with 1',
      { ended: 'exit', exitCode: 1, report: '<testsuite><testcase name="a"/></testsuite>' },
      'test.failed',
    ],
  ] as const)('whose suite %s closes promotion', async (_, run, code) => {
    const it = await stage(config, on);
    it.world.suite.set(shaOf('one'), run);
    expect(await it.pushes('one')).toMatchObject({ state: 'failed', code });
    expect(await it.promotes()).toMatchObject({ code: 'release.none' });
  });

  it('goes on where a worker died in the middle of a step, without a second build', async () => {
    const it = await stage(config, on);
    const killed = await it.worker('staging');
    // The double dies between the effect and its record: everything after it throws.
    it.world.during = { effect: 'switch staging', run: () => Promise.reject(new Error('killed')) };
    it.commits('one');
    const intent = await it.ledger.intents.append({
      kind: 'look-at-branch',
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      branch: 'staging',
      cause: 'push',
    });
    await killed.handle(intent);
    const next = await it.worker('staging');
    await next.drive('staging');
    expect(await it.newest('staging')).toMatchObject({ state: 'succeeded' });
    expect(it.world.builds).toBe(1);
  });

  it('that comes while a suite runs leaves the worker free, however many come: the suite can be cancelled', async () => {
    const it = await stage(config, on);
    const { staging } = it.workers;
    it.world.during = {
      effect: 'exercise staging',
      run: async () => {
        for (let one = 0; one < 12; one += 1) {
          it.commits(`meanwhile ${one}`);
          await staging.handle(await it.ledger.intents.append({ ...look, cause: 'push' }));
        }
        const deployment = (await it.ledger.ledger.running('advent', 'staging'))?.id ?? '';
        const actor = { discordId: cast.ana, name: 'ana' };
        await staging.handle(await it.ledger.intents.append({ ...place, kind: 'cancel', deployment, actor }));
      },
    };
    await it.pushes('one');
    const [newest, first] = await it.ledger.views.history('advent', 'staging', 2);
    expect(first).toMatchObject({ number: 1, state: 'cancelled' });
    expect(newest).toMatchObject({ number: 2, state: 'succeeded' });
    expect(it.world.serving.staging?.commit).toBe(shaOf('meanwhile 11'));
  });

  it.each([
    ['a push', { ...look, cause: 'push' }],
    ['/deploy', { ...place, kind: 'deploy', actor: { discordId: cast.ana, name: 'ana' } }],
  ] as const)('of which %s is in two hands is deployed once, also where one is through first', async (_, wish) => {
    const it = await stage(config, on);
    it.commits('one');
    const slow = await it.worker('staging');
    const intent = await it.ledger.intents.append(wish);
    whileItLooks(slow, () => it.workers.staging.handle(intent));
    await slow.handle(intent);
    expect(await it.newest('staging')).toMatchObject({ number: 1, state: 'succeeded' });
    expect(it.world.effects.filter((effect) => effect.startsWith('switch'))).toHaveLength(1);
  });

  it('that is seen by a look which is slow does not cover a newer one', async () => {
    const it = await stage(config, on);
    it.commits('one');
    const slow = await it.worker('staging');
    const intent = await it.ledger.intents.append({ ...look, cause: 'push' });
    whileItLooks(slow, () => it.pushes('two'));
    await slow.handle(intent);
    expect(await it.newest('staging')).toMatchObject({ number: 1, commit: { commit: shaOf('two') } });
    expect(it.world.serving.staging?.commit).toBe(shaOf('two'));
  });

  it('is driven by one worker where two race', async () => {
    const it = await stage(config, on);
    it.commits('one');
    const [a, b] = [await it.worker('staging'), await it.worker('staging')];
    const intent = await it.ledger.intents.append({
      kind: 'look-at-branch',
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      branch: 'staging',
      cause: 'push',
    });
    await Promise.all([a.handle(intent), b.handle(intent), a.handle(intent)]);
    await Promise.all([a.drive('staging'), b.drive('staging')]);
    expect(it.world.effects.filter((effect) => effect.startsWith('switch'))).toHaveLength(1);
    expect(it.world.builds).toBe(1);
  });

  it('is given back at shutdown, and the next worker ends it', async () => {
    const it = await stage(config, on);
    it.commits('one');
    const leaving = await it.worker('staging');
    const stop = new AbortController();
    it.world.during = { effect: 'migrate staging', run: async () => stop.abort() };
    const intent = await it.ledger.intents.append({
      kind: 'look-at-branch',
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      branch: 'staging',
      cause: 'push',
    });
    const open = await leaving.use.ledger.intent(intent);
    expect(open).toMatchObject({ id: intent });
    const other = await it.worker('staging');
    await it.ledger.ledger.endIntent(intent, { state: 'done', code: 'request.done', lines: [] });
    await it.ledger.ledger.wait({
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      kind: 'deployment',
      commit: { commit: shaOf('one'), subject: '', author: '', at: 1 },
      urls: { api: 'http://staging' },
      steps: ['fetch', 'build'],
    });
    await leaving.drive('staging', stop.signal);
    expect((await it.newest('staging')).state).toBe('running');
    await other.drive('staging');
    expect((await it.newest('staging')).state).toBe('succeeded');
  });
});

describe('a push of which GitHub’s word comes late', () => {
  it('is found by a look at the branch, and has its pusher once that word is read', async () => {
    const it = await stage(config, 'postgres');
    it.commits('one');
    await it.wants({ ...look, cause: 'poll' });
    expect(await it.newest('staging')).not.toHaveProperty('pusher');
    await it.wants({ ...look, cause: 'push', after: shaOf('one'), pusher: 'ana' });
    expect(await it.newest('staging')).toMatchObject({ number: 1, pusher: 'ana' });
  });
});
