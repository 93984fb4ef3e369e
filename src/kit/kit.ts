import type { IncomingMessage, ServerResponse } from 'node:http';
import { randomInt } from 'node:crypto';
import { type Flags, type ProductionFlags, type StageFlags, refuseUnlessRead } from './flags.ts';
import type { StageHooks } from './hooks.ts';
import { holding, unlessBusy } from './held.ts';
import { identityRoute } from './identity-route.ts';
import type { Identity } from './identity.ts';
import type { LentDatabase, LentRedis } from './lent.ts';
import { type Places, placeMarkers } from './markers.ts';
import {
  type Outbound,
  type Recorded,
  type TestServer,
  outbox,
  productionOutbound,
  stageOutbound,
} from './outbound.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { fenceNow, perform } from './perform.ts';
import { KitRefusal } from './refusals.ts';
import { type Route, isOurs, serve } from './serve.ts';
import { settle } from './settle.ts';
import { describe, stageRoutes } from './stage-routes.ts';
import type { Stage } from './stage.ts';
import type { Call, ToolName } from './tools.ts';
import { virtualClock } from './virtual-clock.ts';
import { shortestKey } from './wire.ts';

export interface KitOptions<F extends Flags = Flags> {
  /** From readFlags; anything else is refused. */
  readonly flags: F;
  /** GREENROOM_KEY, at least 32 characters. Without it nothing answers over HTTP; scripts work. */
  readonly key?: string;
  readonly database: LentDatabase;
  readonly redis?: LentRedis;
  readonly identity?: Identity;
  /** A function, so that production never makes them. Without it there are no stage tools. */
  readonly stage?: () => StageHooks;
  /** Where messages of a stage may go. */
  readonly testServer?: TestServer;
  /** Milliseconds that a reset can be undone; a day where nothing is said. */
  readonly undoFor?: number;
  readonly log?: Stage['log'];
  /** Epoch milliseconds; Date.now where nothing is said. */
  readonly realNow?: () => number;
  /** From 0 to 1; picks seeds that nobody named. */
  readonly random?: () => number;
}

interface AnyKit {
  readonly environment: string;
  /** Checks flags against markers, places markers where it may, ends what a death left unfinished. Before listening. */
  readonly start: () => Promise<void>;
  /** For plain node:http, called first with every request: true where it was the kit's and is answered. */
  readonly handler: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** `await app.register(kit.fastify)`, before any route. */
  readonly fastify: FastifyPlugin;
  /** What time it is for the app: in production the real time, always; elsewhere the virtual clock's. */
  readonly now: () => Date;
  readonly outbound: Outbound;
}
/** Has no member that destroys anything. */
export interface ProductionKit extends AnyKit {
  readonly appEnv: 'production';
}
export interface StageKit extends AnyKit {
  readonly appEnv: 'staging' | 'local';
  readonly stage: {
    /** As over the wire, for the app's own tests and scripts. */
    readonly perform: <T extends ToolName>(tool: T, call: Call<T>) => Promise<object>;
    readonly describe: () => Promise<object>;
    readonly scenarios: () => readonly string[];
    /** The highest that was seen: for calls that come from nobody in Discord. */
    readonly fence: () => Promise<number>;
    /** By a person's word, where a start refused for want of a marker: these data are this environment's own. */
    readonly mark: () => Promise<void>;
    readonly outbox: (most: number) => Promise<readonly Recorded[]>;
    /** Reads the virtual clock again: for jobs, since requests do so by themselves. */
    readonly readClock: () => Promise<void>;
  };
}
export type Kit = ProductionKit | StageKit;

/** As much of Fastify as the plugin needs: a hook that comes before anything reads the body. */
interface FastifyLike {
  addHook(
    name: 'onRequest',
    hook: (request: { raw: IncomingMessage }, reply: { raw: ServerResponse; hijack(): unknown }) => Promise<void>,
  ): unknown;
}
type FastifyPlugin = (app: FastifyLike, options: object, done: (error?: Error) => void) => void;

export function createKit(options: KitOptions<ProductionFlags>): ProductionKit;
export function createKit(options: KitOptions<StageFlags>): StageKit;
export function createKit(options: KitOptions): Kit;
export function createKit(options: KitOptions): Kit {
  refuseUnlessRead(options.flags);
  if (options.key !== undefined && options.key.length < shortestKey) throw new KitRefusal('stage.key-weak');
  const { flags } = options;
  return flags.isProduction ? productionKit(options, flags) : stageKit(options, flags);
}

function productionKit(options: KitOptions, flags: ProductionFlags): ProductionKit {
  const { database, redis } = options;
  const places: Places = { flags, database, redis };
  const { open, ...door } = doorOf(options, () => new Map());
  return {
    appEnv: flags.appEnv,
    environment: flags.environment,
    start: async () => {
      await placeMarkers(places);
      open();
    },
    ...door,
    now: () => new Date(),
    outbound: productionOutbound,
  };
}

function stageKit(options: KitOptions, flags: StageFlags): StageKit {
  const { database, redis, realNow = Date.now } = options;
  const clock = virtualClock(database, realNow);
  const places: Places = { flags, database, redis };
  let made: Stage | undefined;
  const stage = (): Stage => {
    if (made === undefined) throw new KitRefusal('stage.not-started');
    return made;
  };
  const make = (): Stage => {
    if (options.stage === undefined) throw new KitRefusal('stage.no-such-tool');
    const { random = () => randomInt(2 ** 32) / 2 ** 32, undoFor = 86_400_000, log = () => undefined } = options;
    const queue = { inTurn: oneAtATime(), waiting: new Set<string>() };
    return { ...places, flags, hooks: options.stage(), clock, realNow, random, undoFor, ...queue, log };
  };
  const { open, ...door } = doorOf(options, () => (made === undefined ? new Map() : stageRoutes(made)), clock.refresh);
  return {
    appEnv: flags.appEnv,
    environment: flags.environment,
    start: async () => {
      await placeMarkers(places);
      if (options.stage !== undefined) {
        const own = (made ??= make());
        // Another machine may be at work: then it will end what it has begun.
        await unlessBusy(holding(database, 'in turn', () => settle(own)));
      }
      await clock.refresh('fresh');
      open();
    },
    ...door,
    now: clock.now,
    outbound: stageOutbound(database, options.testServer),
    stage: {
      perform: (tool, call) => perform(stage(), tool, call),
      describe: () => describe(stage()),
      scenarios: () => stage().hooks.scenarios.map(({ name }) => name),
      fence: () => fenceNow(database.query),
      mark: () => placeMarkers(places, true),
      outbox: (most) => outbox(database, most),
      readClock: () => clock.refresh('fresh'),
    },
  };
}

/** The way in over HTTP: shut, and so not there, until the kit has started, and for ever without a key. */
function doorOf(options: KitOptions, more: () => ReadonlyMap<string, Route>, before?: () => Promise<void>) {
  const { flags, key, database, realNow = Date.now } = options;
  let routes: ReadonlyMap<string, Route> = new Map();
  const answer = async (request: IncomingMessage, response: ServerResponse, ours: () => void): Promise<boolean> => {
    if (key === undefined || !isOurs(routes, request)) {
      await before?.();
      return false;
    }
    ours();
    await serve({ key, environment: flags.environment, query: database.query, routes, realNow }, request, response);
    return true;
  };
  const fastify: FastifyPlugin = (app, _, done) => {
    app.addHook('onRequest', async (request, reply) => {
      await answer(request.raw, reply.raw, () => reply.hijack());
    });
    done();
  };
  // Fastify's own mark for a plugin whose hooks are for the whole app.
  Object.defineProperty(fastify, Symbol.for('skip-override'), { value: true });
  return {
    open: () => {
      routes = new Map([...more(), ...(key === undefined ? [] : [identityRoute(options, key)])]);
    },
    handler: (request: IncomingMessage, response: ServerResponse) => answer(request, response, () => undefined),
    fastify,
  };
}
