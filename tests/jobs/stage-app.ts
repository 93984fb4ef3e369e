import type { AppIdentity } from '../../src/core/isolation.ts';
import { termsOf } from '../../src/core/permit-terms.ts';
import type { ReasonCode } from '../../src/core/reason.ts';
import type { StageDescription, StageTool, ToolResults } from '../../src/core/stage-tool.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Said, StageTools, ToolState } from '../../src/ports/stage-tools.ts';
import { type Place, type World } from './stage-world.ts';

/** The app's side of the stage: its own journal, which outlives every worker, and what it is connected to. */
export class App {
  readonly identities: Record<Place, AppIdentity | string> = {
    staging: {
      environment: 'staging',
      isProduction: false,
      prints: { database: 'db-s', redis: 'r-s', 'secret.A': 's' },
    },
    production: {
      environment: 'production',
      isProduction: true,
      prints: { database: 'db-p', redis: 'r-p', 'secret.A': 'p' },
    },
  };
  readonly journal = new Map<string, ToolState>();
  rows: Record<string, number> = { users: 3 };
  /** What the app answers instead of doing it. */
  readonly refuses = new Map<StageTool, { code: ReasonCode; detail: string }>();
  /** What a simulation says of the one user that it is about. */
  judges: NonNullable<ToolResults['simulate']['user']> | undefined;
  /** Whether nobody else is in the drum: then there is nothing to measure. */
  drawsAlone = false;
  /** Looks that it takes until a tool is done; 0: at once. */
  slow = 0;
  /** No answer from here on. */
  away = false;

  planHash(): string {
    return JSON.stringify(this.rows);
  }
}

const results: { readonly [O in StageTool]: (app: App) => ToolResults[O] } = {
  seed: (app) => {
    app.rows = { users: 100 };
    return { scenario: 'draw day', rngSeed: 7, counts: app.rows };
  },
  reset: (app) => {
    const before = app.rows;
    app.rows = { users: 10 };
    return { phases: [{ name: 'swap', ms: 12 }], before, after: app.rows, undo: { until: 0 }, redisWiped: true };
  },
  'undo-reset': (app) => {
    app.rows = { users: 3 };
    return { restored: app.rows, redisWiped: true };
  },
  'unlock-day': () => ({ day: 3, open: true }),
  complete: () => ({ user: 'ana', mode: 'veteran', days: [1, 2] }),
  clock: () => ({ virtual: '2026-12-24T18:00:00.000Z', real: '2026-11-01T00:00:00.000Z' }),
  simulate: ({ judges }) => ({
    eligible: 2,
    ineligible: 1,
    reasons: [{ reason: 'no day completed', count: 1 }],
    ...(judges === undefined ? {} : { user: judges }),
  }),
  draw: ({ drawsAlone }) => ({
    draw: 'main',
    seed: 'ab',
    seedHash: 'cd',
    winners: [{ user: 'ana', prize: 'mug' }],
    won: 1,
    entrants: drawsAlone ? 1 : 3,
    unique: true,
    fairness: drawsAlone
      ? { expected: 0, counts: [], chiSquare: 0, pValue: 1 }
      : { expected: 1, counts: [1, 0, 2], chiSquare: 2, pValue: 0.37 },
  }),
};

export function stageToolsOf(world: World, app: App, place: Place, clock: Clock): StageTools<'staging'> {
  const environment = { project: 'advent', name: place, tier: 'staging' } as const;
  const silence = { state: 'no-answer', code: 'stage.unreachable', detail: 'nobody listens there' } as const;
  const said = <T>(value: T): Said<T> =>
    app.away ? { ok: false, code: 'stage.unreachable', detail: silence.detail } : { ok: true, value };
  const describing: StageDescription = {
    tools: ['seed'],
    scenarios: [{ name: 'draw day', says: 'the last day' }],
    days: [1, 2, 3],
    draws: ['main'],
    host: 'event@127.0.0.1/app',
    rows: {},
    clock: null,
  };
  let looks = 0;
  return {
    environment,
    describe: async () => said({ ...describing, rows: app.rows }),
    planReset: async () => said({ host: describing.host, rows: app.rows, redisKeys: 5, planHash: app.planHash() }),
    look: async (_tool, id) => {
      if (app.away) return silence;
      const entry = app.journal.get(id);
      if (entry === undefined) return { state: 'unknown' };
      looks += 1;
      if (looks <= app.slow) return { state: 'running', progress: { phase: 'seed', done: looks, of: app.slow } };
      return entry as never;
    },
    use: async (permit, call, token, io) => {
      const terms = termsOf(environment, call.tool, call.artifacts, token, clock.now());
      permit.spend(terms as never);
      await io.fence();
      if (app.away) return silence;
      const refusal = app.refuses.get(call.tool);
      const before = app.journal.get(call.id);
      if (before === undefined && refusal !== undefined) app.journal.set(call.id, { state: 'refused', ...refusal });
      else if (before === undefined) {
        world.watch?.({ name: call.tool, place, commit: '', token });
        world.effects.push(`${call.tool} ${place}`);
        app.journal.set(call.id, { state: 'done', result: results[call.tool](app) });
      }
      if (world.during?.effect === `${call.tool} ${place}`) {
        const { run } = world.during;
        world.during = undefined;
        await run();
      }
      looks = 0;
      if (app.slow > 0) return { state: 'running', progress: { phase: 'begin' } };
      return app.journal.get(call.id) as never;
    },
  };
}
