import { randomInt } from 'node:crypto';
import { refuseUnlessRead } from './flags.js';
import { holding, unlessBusy } from './held.js';
import { identityRoute } from './identity-route.js';
import { placeMarkers } from './markers.js';
import { outbox, productionOutbound, stageOutbound, } from './outbound.js';
import { oneAtATime } from './one-at-a-time.js';
import { fenceNow, perform } from './perform.js';
import { KitRefusal } from './refusals.js';
import { isOurs, serve } from './serve.js';
import { settle } from './settle.js';
import { describe, stageRoutes } from './stage-routes.js';
import { virtualClock } from './virtual-clock.js';
import { shortestKey } from './wire.js';
export function createKit(options) {
    refuseUnlessRead(options.flags);
    if (options.key !== undefined && options.key.length < shortestKey)
        throw new KitRefusal('stage.key-weak');
    const { flags } = options;
    return flags.isProduction ? productionKit(options, flags) : stageKit(options, flags);
}
function productionKit(options, flags) {
    const { database, redis } = options;
    const places = { flags, database, redis };
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
function stageKit(options, flags) {
    const { database, redis, realNow = Date.now } = options;
    const clock = virtualClock(database, realNow);
    const places = { flags, database, redis };
    let made;
    const stage = () => {
        if (made === undefined)
            throw new KitRefusal('stage.not-started');
        return made;
    };
    const make = () => {
        if (options.stage === undefined)
            throw new KitRefusal('stage.no-such-tool');
        const { random = () => randomInt(2 ** 32) / 2 ** 32, undoFor = 86_400_000, log = () => undefined } = options;
        const queue = { inTurn: oneAtATime(), waiting: new Set() };
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
function doorOf(options, more, before) {
    const { flags, key, database, realNow = Date.now } = options;
    let routes = new Map();
    const answer = async (request, response, ours) => {
        if (key === undefined || !isOurs(routes, request)) {
            await before?.();
            return false;
        }
        ours();
        await serve({ key, environment: flags.environment, query: database.query, routes, realNow }, request, response);
        return true;
    };
    const fastify = (app, _, done) => {
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
        handler: (request, response) => answer(request, response, () => undefined),
        fastify,
    };
}
