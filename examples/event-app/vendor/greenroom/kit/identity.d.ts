import { type LentDatabase, type LentRedis } from './lent.ts';
/** What else an environment must have for itself. Only keyed prints of these leave the app, but for `guilds`. */
export interface Identity {
    /** Id of the Discord application that people log in with. */
    readonly discordApplication?: string;
    /**
     * Ids of the servers that this application is in, asked anew each time. Off production alone, where they have to be the
     * test server and nothing else; they leave the app as they are. Where it throws the servers are not known, which is
     * never taken for safe.
     */
    readonly guilds?: () => Promise<readonly string[]>;
    /** URL that Discord sends them back to. */
    readonly callback?: string;
    readonly sessionKey?: string;
    /** Further secrets, by name. */
    readonly secrets?: Readonly<Record<string, string>>;
}
/**
 * Every value that no other environment may have, by name. `itself` is what a server says of itself: it is the same
 * under every alias. A copy of a whole server (a forked volume) says the same too, and is refused: it holds the other's
 * data.
 */
export declare function ownThings(database: LentDatabase, redis: LentRedis | undefined, identity: Identity, key: string): Promise<Readonly<Record<string, string>>>;
/** Takes prints one after the other, since each takes 32 MiB while it is made, and keeps those of the last key. */
export declare function printer(): (key: string, things: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
/** `null`: the app has a way to tell, and could not. Undefined: it has none, or this is production. */
export declare function guildsNow({ guilds }: Identity, isProduction: boolean): Promise<readonly string[] | null | undefined>;
