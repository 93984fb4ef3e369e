/** As targets.ts: each wrong line stands beside a right one. */
import {
  type KitOptions,
  type ProductionFlags,
  type ProductionKit,
  type StageFlags,
  type StageKit,
  createKit,
  readFlags,
  runScript,
} from '../../src/kit/index.ts';

declare const production: ProductionKit;
declare const staging: StageKit;
declare const call: Parameters<StageKit['stage']['perform']>[1];
declare const forProduction: KitOptions<ProductionFlags>;
declare const forStaging: KitOptions<StageFlags>;
declare const options: KitOptions;

export function whatDestroysIsOffProduction(): unknown[] {
  return [
    staging.stage.perform('reset', call),
    // @ts-expect-error production has no stage
    production.stage.perform('reset', call),
    staging.stage.mark(),
    // @ts-expect-error nor may its data be marked by hand
    production.stage.mark(),
    createKit(forStaging).stage.outbox(1),
    // @ts-expect-error nor does making it with hooks give it one
    createKit({ ...forProduction, stage: () => [] }).stage,
    production.now(),
    // @ts-expect-error production is no stage
    production satisfies StageKit,
    staging satisfies StageKit,
  ];
}

export function whatMayBeProductionIsAskedFirst(): unknown {
  const kit = createKit({ ...options, flags: readFlags({}) });
  // @ts-expect-error it may be production
  void kit.stage;
  void runScript(kit, 'reset', []);
  // @ts-expect-error a script that is not there
  void runScript(kit, 'wipe', []);
  return kit.appEnv === 'production' ? kit.now() : kit.stage.describe();
}

export function toolsTakeWhatIsTheirs(): unknown[] {
  const by = { name: 'ana' };
  return [
    staging.stage.perform('seed', { id: 'operation-1', by, fence: 1, input: { scenario: 'fresh' } }),
    // @ts-expect-error seed takes no plan
    staging.stage.perform('seed', { id: 'operation-1', by, fence: 1, input: { planHash: '' } }),
    // @ts-expect-error a tool that is not there
    staging.stage.perform('wipe', { id: 'operation-1', by, fence: 1, input: {} }),
  ];
}
