import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Flags, type ProductionFlags, type StageFlags } from './flags.ts';
import type { StageHooks } from './hooks.ts';
import type { Identity } from './identity.ts';
import type { LentDatabase, LentRedis } from './lent.ts';
import { type Outbound, type Recorded, type TestServer } from './outbound.ts';
import type { Stage } from './stage.ts';
import type { Call, ToolName } from './tools.ts';
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
    addHook(name: 'onRequest', hook: (request: {
        raw: IncomingMessage;
    }, reply: {
        raw: ServerResponse;
        hijack(): unknown;
    }) => Promise<void>): unknown;
}
type FastifyPlugin = (app: FastifyLike, options: object, done: (error?: Error) => void) => void;
export declare function createKit(options: KitOptions<ProductionFlags>): ProductionKit;
export declare function createKit(options: KitOptions<StageFlags>): StageKit;
export declare function createKit(options: KitOptions): Kit;
export {};
