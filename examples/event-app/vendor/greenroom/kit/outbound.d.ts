import { type LentDatabase } from './lent.ts';
/** Something that would leave the app and reach people. */
export interface Leaving {
    readonly kind: 'discord-message' | 'dm' | 'webhook' | 'role' | 'prize';
    /** Ids of Discord. */
    readonly guild?: string;
    readonly channel?: string;
    readonly to?: string;
    /** What exactly; kept as JSON where it is recorded. */
    readonly what?: unknown;
}
export type Leave = {
    readonly send: true;
} | {
    readonly send: false;
    readonly recorded: string;
};
/** Ask before each; do it only on `send: true`. Where it cannot be recorded this throws, and nothing may be sent. */
export interface Outbound {
    readonly allow: (leaving: Leaving) => Promise<Leave>;
}
/** Production sends; that is what it is for. */
export declare const productionOutbound: Outbound;
export interface TestServer {
    /** The one Discord server that people test in. */
    readonly guild: string;
    /** Asks Discord whose a channel is. With it a channel is believed no more than Discord says. */
    readonly guildOf?: (channel: string) => Promise<string | undefined>;
}
/** Off production: into the test server, nothing else. The rest is recorded and not done. */
export declare function stageOutbound(database: LentDatabase, testServer: TestServer | undefined): Outbound;
export interface Recorded {
    readonly id: string;
    readonly kind: string;
    readonly leaving: unknown;
    readonly because: string;
    readonly at: string;
}
/** What was held back, newest first: the app's outbox page. */
export declare function outbox(database: LentDatabase, most: number): Promise<readonly Recorded[]>;
