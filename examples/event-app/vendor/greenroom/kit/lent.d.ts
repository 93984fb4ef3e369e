/** What an app lends to its kit, so that the kit needs no package of its own. */
export type Row = Readonly<Record<string, unknown>>;
/** As `pg` has it: `$1` placeholders, one statement with values, rows by column name. */
export type Query = (text: string, values?: unknown[]) => Promise<{
    readonly rows: readonly Row[];
}>;
/** The app's PostgreSQL. The pool needs at least four connections: a reset holds two, and migrates with another. */
export interface LentDatabase {
    readonly query: Query;
    /** BEGIN, the work on one connection, COMMIT; ROLLBACK where it throws. */
    readonly transaction: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
    /** Where the app's tables live: not `public`, since a reset renames it. */
    readonly schema: string;
    /** Host of the server as the app's config names it, with its port unless that is 5432. */
    readonly host: string;
}
/** The app's Redis: a client without a key prefix of its own, since the kit gives whole keys. */
export interface LentRedis {
    readonly get: (key: string) => Promise<string | null>;
    readonly set: (key: string, value: string) => Promise<unknown>;
    readonly del: (keys: string[]) => Promise<unknown>;
    /** Every key that begins so, some at a time: `redis.scanStream({ match: `${prefix}*` })` of ioredis. */
    readonly keys: (prefix: string) => AsyncIterable<readonly string[]>;
    /** What every key of this app begins with, such as `event:`. Reset wipes these and no other. */
    readonly prefix: string;
    /** With its port unless that is 6379. */
    readonly host: string;
    /** The database's number. */
    readonly index: number;
    /** `run_id` of INFO, where the app can ask for it: it finds aliases of one server. */
    readonly serverId?: () => Promise<string>;
}
export declare const markerKey: ({ prefix }: Pick<LentRedis, 'prefix'>) => string;
/** A name as SQL; the kit's own names and the app's schema only, never what a request said. */
export declare const quoted: (name: string) => string;
/** A column as text; '' where it is null. */
export declare function text(row: Row | undefined, column: string): string;
/** JSON that the kit itself wrote, from a column read as text. */
export declare function json(row: Row | undefined, column: string): unknown;
