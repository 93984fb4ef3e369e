import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEnded, transition } from '../../src/core/deployment.ts';
import { type Move, type Shape, nextMove, stepsOf } from '../../src/core/pipeline.ts';
import type { StepName, StepRecord, StepState } from '../../src/core/step.ts';

const staging: Shape = { kind: 'deployment', tier: 'staging', migrations: true, suites: true };
const production: Shape = { kind: 'promotion', tier: 'production', migrations: true, suites: true };
const record = (name: StepName, state: StepState, code?: StepRecord['code']): StepRecord => ({
  name,
  state,
  position: 0,
  attempts: 1,
  ...(code === undefined ? {} : { code }),
});

/** What these steps say when their answer is no; `step.broken` is for what was cut off. */
const codes: Partial<Record<StepName, StepRecord['code']>> = {
  verify: 'verify.unhealthy',
  switch: 'switch.unhealthy',
  restart: 'verify.unhealthy',
};

/** Plays a deployment in which the named steps end as said and all others well. */
function play(shape: Shape, ends: Partial<Record<StepName, StepState | 'mixed'>> = {}): { moves: string[]; end: Move } {
  const steps: StepRecord[] = [];
  const moves: string[] = [];
  for (let turn = 0; turn < 30; turn += 1) {
    const move = nextMove(shape, steps);
    if ('end' in move) return { moves, end: move };
    moves.push(move.do);
    const state = ends[move.do] ?? 'succeeded';
    steps.push(
      state === 'mixed'
        ? record(move.do, 'failed', 'switch.mixed')
        : record(move.do, state, state === 'failed' ? (codes[move.do] ?? 'step.broken') : undefined),
    );
  }
  throw new Error(`no end after ${moves.join(' ')}`);
}

describe('a push', () => {
  it('goes through every step and succeeds', () => {
    expect(play(staging)).toEqual({
      moves: ['fetch', 'build', 'migrate', 'switch', 'verify', 'test', 'evidence'],
      end: { end: 'succeed' },
    });
  });
  it.each(['fetch', 'build', 'migrate', 'switch', 'test'] as const)(
    'whose %s fails ends there; nothing is rolled back',
    (step) => {
      const { moves, end } = play(staging, { [step]: 'failed' });
      expect(moves.at(-1)).toBe(step);
      expect(end).toMatchObject({ end: 'fail', code: codes[step] ?? 'step.broken' });
    },
  );
  it('that is not well after the switch goes back to what was good, and says what was wrong', () => {
    const { moves, end } = play(staging, { verify: 'failed' });
    expect(moves.slice(-3)).toEqual(['verify', 'roll-back', 'verify-roll-back']);
    expect(end).toMatchObject({ end: 'fail', code: 'verify.unhealthy' });
  });
  it('that has nothing to go back to ends with what was wrong', () => {
    expect(play(staging, { verify: 'failed', 'roll-back': 'skipped' }).end).toMatchObject({
      end: 'fail',
      code: 'verify.unhealthy',
    });
  });
});

describe('a promotion', () => {
  it('never builds', () => expect(play(production).moves).toEqual(['migrate', 'switch', 'verify', 'evidence']));
  it('that is not well is restarted once, and goes on where that helps', () => {
    expect(play(production, { verify: 'failed' })).toMatchObject({
      moves: ['migrate', 'switch', 'verify', 'restart', 'evidence'],
      end: { end: 'succeed' },
    });
  });
  it('that stays unwell is taken back and verified', () => {
    const { moves, end } = play(production, { verify: 'failed', restart: 'failed' });
    expect(moves).toEqual(['migrate', 'switch', 'verify', 'restart', 'roll-back', 'verify-roll-back']);
    expect(end).toMatchObject({ end: 'roll-back', code: 'verify.unhealthy' });
  });
  it('whose way back fails calls for a person, and tries nothing more', () => {
    expect(play(production, { verify: 'failed', restart: 'failed', 'roll-back': 'failed' }).end).toMatchObject({
      end: 'fail',
      code: 'deployment.roll-back-failed',
    });
    expect(play(production, { verify: 'failed', restart: 'failed', 'verify-roll-back': 'failed' }).end).toMatchObject({
      end: 'fail',
      code: 'deployment.roll-back-failed',
    });
  });
  it('that was switched in part is taken back', () => {
    expect(play(production, { switch: 'mixed' })).toMatchObject({
      moves: ['migrate', 'switch', 'roll-back', 'verify-roll-back'],
      end: { end: 'roll-back', code: 'switch.mixed' },
    });
  });
  it('whose switch failed has changed nothing', () =>
    expect(play(production, { switch: 'failed' }).moves).toEqual(['migrate', 'switch']));
  it.each(['step.broken', 'step.deadline'] as const)(
    'whose switch was cut off (%s) is taken back, since nobody knows how far it came',
    (code) => {
      const steps = [record('migrate', 'succeeded'), record('switch', 'failed', code)];
      expect(nextMove(production, steps)).toEqual({ do: 'roll-back' });
      const back = [...steps, record('roll-back', 'succeeded'), record('verify-roll-back', 'succeeded')];
      expect(nextMove(production, back)).toMatchObject({ end: 'roll-back', code });
    },
  );
});

describe('whatever happens', () => {
  const shapes = fc.record({
    kind: fc.constantFrom('deployment', 'promotion', 'rollback'),
    tier: fc.constantFrom('production', 'staging'),
    migrations: fc.boolean(),
    suites: fc.boolean(),
  }) as fc.Arbitrary<Shape>;
  const ends = fc.dictionary(
    fc.constantFrom(
      'fetch',
      'build',
      'migrate',
      'switch',
      'verify',
      'test',
      'evidence',
      'restart',
      'roll-back',
      'verify-roll-back',
    ),
    fc.constantFrom('succeeded', 'failed', 'skipped', 'mixed'),
  ) as fc.Arbitrary<Partial<Record<StepName, StepState | 'mixed'>>>;

  it('it ends, within 12 moves, and no step is done twice', () => {
    fc.assert(
      fc.property(shapes, ends, (shape, how) => {
        const { moves } = play(shape, how);
        expect(moves.length).toBeLessThanOrEqual(12);
        expect(new Set(moves).size).toBe(moves.length);
      }),
    );
  });
  it('nothing succeeds that was not verified, by itself or after its restart', () => {
    fc.assert(
      fc.property(shapes, ends, (shape, how) => {
        const { end } = play(shape, how);
        if (!('end' in end) || end.end !== 'succeed') return;
        const judged = shape.kind === 'rollback' ? how['verify-roll-back'] : how.verify;
        expect(
          judged === undefined ||
            judged === 'succeeded' ||
            judged === 'skipped' ||
            (shape.tier === 'production' && (how.restart ?? 'succeeded') === 'succeeded'),
        ).toBe(true);
        if (shape.suites && shape.tier === 'staging' && shape.kind === 'deployment')
          expect(['failed', 'mixed']).not.toContain(how.test);
      }),
    );
  });
  it('its end is one that a running deployment can take', () => {
    fc.assert(
      fc.property(shapes, ends, (shape, how) => {
        const { end } = play(shape, how);
        if (!('end' in end)) throw new Error('no end');
        const state = transition('running', end.end);
        expect(state !== undefined && isEnded(state)).toBe(true);
      }),
    );
  });
  it('production never gets a step that builds or tests', () => {
    for (const kind of ['promotion', 'rollback'] as const)
      for (const name of ['fetch', 'build', 'test'] as const)
        expect(stepsOf({ ...production, kind })).not.toContain(name);
  });
});
