import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Query } from './lent.ts';
/** What answers at one address: the parsed body in, the answer out. Throws a KitRefusal where it says no. */
export type Route = (body: unknown) => Promise<{
    readonly status: number;
    readonly answer: object;
}>;
interface Needs {
    readonly key: string;
    readonly environment: string;
    readonly query: Query;
    /** By whole path. What is not in here does not exist. */
    readonly routes: ReadonlyMap<string, Route>;
    /** Epoch milliseconds. */
    readonly realNow: () => number;
}
/** Whether an address is the kit's, before anything is read. */
export declare const isOurs: (routes: ReadonlyMap<string, Route>, { method, url }: IncomingMessage) => boolean;
/** One request: size, signature, age, nonce, and only then what it says. Every answer is signed. */
export declare function serve(needs: Needs, request: IncomingMessage, response: ServerResponse): Promise<void>;
export {};
