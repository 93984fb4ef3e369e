import { describe, expect, it } from 'vitest';
import { pollBranches } from '../../src/jobs/sweep.ts';
import { createSourceWatch } from '../../src/jobs/watch-source.ts';
import { gatekeepers } from './gatekeepers.ts';
import { red, roles, shaOf } from './stage.ts';

const hour = 3_600_000;
const redRun = { ended: 'exit', exitCode: 1, report: red } as const;

describe('evidence that is too old', () => {
  it('holds an approved promotion up; verified again, it goes', async () => {
    const here = await gatekeepers({ evidence: 72 * hour });
    const staged = await here.pushes('one');
    here.clock.ahead = 73 * hour;
    await here.promotes('ana');
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['evidence.stale-age']);
    expect(here.changes()).toEqual([]);
    expect(await here.presses('cara', staged.id)).toMatchObject({ code: 'request.accepted' });
    expect(await here.newest('staging')).toMatchObject({ kind: 'verification', state: 'succeeded' });
    await here.evaluates();
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('that is young enough holds nothing up', async () => {
    const here = await gatekeepers({ evidence: 72 * hour });
    await here.pushes('one');
    here.clock.ahead = 71 * hour;
    await here.promotes('ana');
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('is shown on the card by when it was gathered, and by whom; what came later than the end is not', async () => {
    const here = await gatekeepers({}, 'postgres');
    const staged = await here.pushes('one');
    await here.promotes('ana');
    const first = (await here.newest('production')).promotion;
    expect(first?.evidence).toMatchObject({ number: staged.number, suites: [{ name: 'integration', passed: 1 }] });
    expect(first?.plan.evidenceAt).toBe(first?.evidence?.at);
    await here.presses('cara', staged.id);
    const again = await here.newest('staging');
    expect((await here.newest('production')).promotion?.evidence?.number).toBe(again.number);
    await here.reacts('ben');
    await here.presses('cara', staged.id);
    expect((await here.newest('production')).promotion?.evidence?.number).toBe(again.number);
  });
});

describe('the same artifacts, failing a check after they had passed', () => {
  it('close promotion until they pass again', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    await here.promotes('ana');
    here.world.suite.set(shaOf('one'), redRun);
    await here.presses('cara', staged.id);
    expect(await here.newest('staging')).toMatchObject({ state: 'failed', code: 'test.failed', kind: 'verification' });
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['evidence.failed-since']);
    expect(here.changes()).toEqual([]);
    here.world.suite.delete(shaOf('one'));
    await here.presses('cara', staged.id);
    await here.evaluates();
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('close it also where it was a deployment that failed: nobody has to press anything', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    here.world.sickIn.set(shaOf('one'), ['staging']);
    await here.wants({
      kind: 'deploy',
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      commit: shaOf('one'),
      actor: { discordId: '100000000000000011', name: 'ana' },
    });
    expect((await here.newest('staging')).state).toBe('failed');
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['evidence.failed-since']);
  });

  it('which is judged at each effect, too', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    await here.promotes('ana');
    here.world.suite.set(shaOf('one'), redRun);
    here.world.during = {
      effect: 'migrate production',
      run: async () => void (await here.presses('cara', staged.id)),
    };
    await here.reacts('ben');
    expect(await here.newest('production')).toMatchObject({ state: 'failed', code: 'evidence.failed-since' });
    expect(here.world.serving.production).toBeUndefined();
  });
});

describe('a stage tool', () => {
  it('ends what staging had verified; verified again, it holds', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    await here.promotes('ana');
    await here.ledger.ledger.endEvidence('advent', 'staging', { cause: 'reset', detail: 'to scenario empty' });
    await here.reacts('ben');
    expect(await here.inTheWay()).toEqual(['evidence.stage-tool']);
    expect(here.changes()).toEqual([]);
    await here.presses('cara', staged.id);
    await here.evaluates();
    expect((await here.newest('production')).state).toBe('succeeded');
  });

  it('that broke the suite is named where it is red, and not once the version has passed with it', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    here.world.suite.set(shaOf('one'), redRun);
    await here.presses('cara', staged.id);
    expect((await here.newest('staging')).detail).toBe('integration: 1 failed, 0 passed');
    const tool = { cause: '/unlock-day by cara', detail: 'Day 1 is locked.' };
    await here.ledger.ledger.endEvidence('advent', 'staging', tool);
    await here.presses('cara', staged.id);
    expect((await here.newest('staging')).detail).toBe(
      `integration: 1 failed, 0 passed. It had passed in #${staged.number}, then came /unlock-day by cara: Day 1 is locked.`,
    );
    here.world.suite.delete(shaOf('one'));
    await here.presses('cara', staged.id);
    here.world.suite.set(shaOf('one'), redRun);
    await here.presses('cara', staged.id);
    expect((await here.newest('staging')).detail).toBe('integration: 1 failed, 0 passed');
  });

  it('in another environment ends nothing', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    await here.ledger.ledger.endEvidence('advent', 'staging-2', { cause: 'reset', detail: 'to scenario empty' });
    await here.reacts('ben');
    expect((await here.newest('production')).state).toBe('succeeded');
  });
});

describe('“Verify again”', () => {
  it('runs the checks and nothing else, and is no new version of anything', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    here.world.effects.length = 0;
    await here.presses('cara', staged.id);
    const view = await here.newest('staging');
    expect(view).toMatchObject({ kind: 'verification', state: 'succeeded', release: staged.release });
    expect(view.steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'verify succeeded',
      'test succeeded',
      'evidence succeeded',
    ]);
    expect(here.world.effects).toEqual([`exercise staging ${shaOf('one').slice(0, 7)}`]);
    const { ledger } = here.ledger;
    expect((await ledger.live('advent', 'staging'))?.deployment).toBe(staged.id);
    expect((await ledger.knownGood('advent', 'staging')).map(({ release }) => release.id)).toEqual([staged.release]);
    const rows = await here.ledger.projections.due('github', 100, 1);
    expect(rows.filter(({ subject }) => subject === view.id)).toEqual([]);
    expect(await here.ledger.projections.forSubject('discord', 'card', view.id)).toBeDefined();
  });

  it('changes nothing either when what serves is not well: nothing is taken back', async () => {
    const here = await gatekeepers();
    await here.pushes('zero');
    const staged = await here.pushes('one');
    here.world.effects.length = 0;
    here.world.sickIn.set(shaOf('one'), ['staging']);
    await here.presses('cara', staged.id);
    expect(await here.newest('staging')).toMatchObject({ state: 'failed', code: 'verify.unhealthy' });
    expect(here.world.effects).toEqual([]);
    expect(here.world.serving.staging?.commit).toBe(shaOf('one'));
  });

  it('is refused for what staging runs no more', async () => {
    const here = await gatekeepers();
    const old = await here.pushes('one');
    await here.pushes('two');
    here.world.effects.length = 0;
    expect(await here.presses('cara', old.id)).toMatchObject({ code: 'release.not-on-staging' });
    expect(here.world.effects).toEqual([]);
    expect((await here.newest('staging')).kind).toBe('deployment');
  });

  it('works from a promotion’s card as well', async () => {
    const here = await gatekeepers();
    await here.pushes('one');
    await here.promotes('ana');
    expect(await here.presses('mira', (await here.newest('production')).id)).toMatchObject({
      code: 'request.accepted',
    });
    expect(await here.newest('staging')).toMatchObject({ kind: 'verification', state: 'succeeded' });
  });

  it('is refused to who may not, and to who may not any more', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    expect(await here.presses('dan', staged.id)).toMatchObject({ code: 'actor.not-allowed' });
    here.hasRoles('cara');
    expect(await here.presses('cara', staged.id)).toMatchObject({ code: 'actor.not-allowed' });
    here.hasRoles('cara', roles.tester);
    // It has only begun: nobody may read that it has passed.
    const lines = [expect.stringContaining('is being verified again in staging; its card says how it ends')];
    expect(await here.presses('cara', staged.id)).toMatchObject({ code: 'request.accepted', lines });
  });

  it('is refused where it cannot be read what staging runs, where nothing was built, and for production', async () => {
    const here = await gatekeepers();
    here.world.buildFails.add(shaOf('broken'));
    const broken = await here.pushes('broken');
    expect(await here.presses('cara', broken.id)).toMatchObject({ code: 'release.none' });
    const staged = await here.pushes('one');
    here.world.unreadable = 'staging';
    expect(await here.presses('cara', staged.id)).toMatchObject({ code: 'state.unknown' });
    here.world.unreadable = undefined;
    const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
    const actor = { discordId: '100000000000000013', name: 'cara' };
    expect(await here.wants({ kind: 'verify', ...production, deployment: staged.id, actor })).toMatchObject({
      code: 'environment.production-refused',
    });
    expect(here.changes()).toEqual([]);
  });

  it('never pushes aside a push that waits', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    const { ledger } = here.ledger;
    const waiting = await ledger.wait({
      project: 'advent',
      environment: 'staging',
      tier: 'staging',
      kind: 'deployment',
      commit: { ...staged.commit, commit: here.commits('two') },
      urls: staged.urls,
      steps: ['fetch'],
    });
    expect(await here.presses('cara', staged.id)).toMatchObject({ code: 'lease.held' });
    expect(await here.newest('staging')).toMatchObject({ id: waiting.id, state: 'succeeded' });
  });

  it('does not make a head that had failed look new: it is not deployed again', async () => {
    const here = await gatekeepers();
    const staged = await here.pushes('one');
    here.world.buildFails.add(shaOf('two'));
    await here.pushes('two');
    await here.presses('cara', staged.id);
    expect(await here.newest('staging')).toMatchObject({ kind: 'verification', state: 'succeeded' });
    const wanted: string[] = [];
    const { use } = await here.worker('staging');
    const append = async (_: string, __: string, branch: string): Promise<void> => void wanted.push(branch);
    await pollBranches(use, append, createSourceWatch(use), new AbortController().signal);
    expect(wanted).toEqual([]);
    await here.pushes('three');
    expect(await here.newest('staging')).toMatchObject({ kind: 'deployment', state: 'succeeded' });
  });
});
