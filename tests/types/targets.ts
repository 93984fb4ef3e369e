/**
 * What must not compile. Each wrong line stands beside a right one, since `@ts-expect-error` takes any error; a line
 * that begins to compile fails `tsc` as an unused directive (TS2578).
 */
import type { NonProduction, Tier } from '../../src/core/environment.ts';
import type { Operation, TierOf } from '../../src/core/operation.ts';
import { Permit } from '../../src/core/permit.ts';
import type { Gate } from '../../src/guards/gate.ts';
import { guard } from '../../src/guards/guard.ts';
import type { Works } from '../../src/jobs/use.ts';
import type { ActIo } from '../../src/ports/io.ts';
import type { StageTools, ToolCall } from '../../src/ports/stage-tools.ts';
import type { DisposableTarget, ReleaseRequest, SuiteRequest, Target, TargetFor } from '../../src/ports/target.ts';

declare const production: TargetFor<'production'>;
declare const staging: TargetFor<'staging'>;
declare const suite: SuiteRequest;
declare const request: ReleaseRequest;
declare const io: ActIo;
declare const exercise: Permit<'exercise', 'staging'>;
declare const seed: Permit<'seed', 'staging'>;
declare const reset: Permit<'reset', 'staging'>;
declare const tools: StageTools<'staging'>;
declare const seeding: ToolCall<'seed'>;
declare const works: Works;
declare const cleanUp: Permit<'clean-up', 'staging'>;
declare const switchStaging: Permit<'switch', 'staging'>;
declare const switchProduction: Permit<'switch', 'production'>;
declare const migrateStaging: Permit<'migrate', 'staging'>;
declare const gate: Gate;
declare const subject: Parameters<Gate['ask']>[2];
declare const onProduction: Parameters<typeof gate.ask<'switch', 'production'>>[2];

export function destructiveOperationsAreOffProduction(): unknown[] {
  return [
    staging.exercise(exercise, suite, 1, io),
    // @ts-expect-error production has no exercise
    production.exercise(exercise, suite, 1, io),
    staging.cleanUp(cleanUp, { artifacts: [], left: [] }, 1, io),
    // @ts-expect-error production has no clean-up
    production.cleanUp(cleanUp, { artifacts: [], left: [] }, 1, io),
    // @ts-expect-error and nothing in it is left over
    production.leftovers(new Set(), io.signal),
    // @ts-expect-error a disposable production is not a type
    null as unknown as DisposableTarget<'production'>,
    // @ts-expect-error nor is one of an unknown tier
    null as unknown as DisposableTarget<Tier>,
    null as unknown as DisposableTarget<NonProduction>,
  ];
}

export function stageToolsAreOffProduction(): unknown[] {
  return [
    tools.use<'seed'>(seed, seeding, 1, io),
    // @ts-expect-error a permit to reset is none to seed
    tools.use<'seed'>(reset, seeding, 1, io),
    // @ts-expect-error without a permit nothing happens
    tools.use<'seed'>(undefined, seeding, 1, io),
    null as unknown as StageTools<'staging'>,
    // @ts-expect-error production’s stage tools are not a type
    null as unknown as StageTools<'production'>,
    // @ts-expect-error nor are those of some tier that may be production
    null as unknown as StageTools<Tier>,
    // @ts-expect-error production’s worker has no such member
    works.on === 'production' && works.stageTools,
    works.on === 'staging' && works.stageTools,
    // @ts-expect-error there is no permit to reset production
    gate.ask<'reset', 'production'>('reset', 'promotion', onProduction, io.signal),
    // @ts-expect-error a permit to seed production is not a type
    null as unknown as Parameters<typeof mintFor<'seed', 'production'>>,
    null as unknown as Parameters<typeof mintFor<'seed', 'staging'>>,
  ];
}

declare function mintFor<O extends Operation, T extends TierOf<O>>(operation: O, tier: T): Permit<O, T>;

export function permitsAreOfOneOperationAndTier(): unknown[] {
  return [
    staging.switch(switchStaging, request, 1, io),
    production.switch(switchProduction, request, 1, io),
    // @ts-expect-error staging's permit does not serve production
    production.switch(switchStaging, request, 1, io),
    // @ts-expect-error production's permit does not serve staging
    staging.switch(switchProduction, request, 1, io),
    // @ts-expect-error a permit to migrate is none to switch
    staging.switch(migrateStaging, request, 1, io),
    // @ts-expect-error without a permit nothing happens
    staging.switch(undefined, request, 1, io),
    // @ts-expect-error a look-alike is no permit
    staging.switch({ terms: switchStaging.terms, spend: () => undefined, toJSON: () => 0 }, request, 1, io),
    // @ts-expect-error nor is a copy
    staging.switch(Object.assign({}, { terms: switchStaging.terms }), request, 1, io),
    // @ts-expect-error the constructor wants the module's own key
    new Permit(switchStaging.terms),
  ];
}

export function tiersNeverWiden(): unknown[] {
  // @ts-expect-error production is not “any tier”
  const wide: Target<Tier> = production;
  // @ts-expect-error and any tier is not production
  const narrow: Target<'production'> = wide;
  // @ts-expect-error staging is not production
  const crossed: Target<'production'> = staging;
  // @ts-expect-error a permit does not widen either
  const permit: Permit<'switch', Tier> = switchStaging;
  const same: Target<'staging'> = staging;
  return [wide, narrow, crossed, permit, same];
}

export function theGateKnowsTheTiers(): unknown[] {
  return [
    gate.ask<'switch', 'production'>('switch', 'promotion', onProduction, io.signal),
    // @ts-expect-error there is no permit to exercise production
    gate.ask<'exercise', 'production'>('exercise', 'promotion', onProduction, io.signal),
    // @ts-expect-error nor one to clean up there
    gate.ask<'clean-up', 'production'>('clean-up', 'deployment', onProduction, io.signal),
    // @ts-expect-error nor to exercise some tier that may be production
    gate.ask<'exercise', Tier>('exercise', 'deployment', subject, io.signal),
    // @ts-expect-error an operation that is not in the list
    gate.ask<'wipe', 'staging'>('wipe', 'deployment', subject, io.signal),
  ];
}

export type OperationsAreNamed = Operation;

export function aGuardRefusesWithWhatItNames(): unknown[] {
  const its = { name: 'awake', title: 'Awake', question: 'Is anybody awake?', reads: [] } as const;
  return [
    guard({ ...its, codes: ['state.unknown'], decide: () => ({ no: 'state.unknown', detail: 'nobody looked' }) }),
    guard({
      ...its,
      codes: ['state.unknown'],
      // @ts-expect-error which is not among its codes
      decide: () => ({ no: 'lease.lost', detail: 'asleep' }),
    }),
  ];
}
