/**
 * How Greenroom and an app's kit know each other: each request and each answer carries an HMAC of what it says. Both
 * sides use this file, for keyed prints too; other languages find it in docs/kit.md, with vectors in docs/kit-wire-vectors.json.
 */
export declare const timestampHeader = "greenroom-timestamp";
export declare const nonceHeader = "greenroom-nonce";
export declare const signatureHeader = "greenroom-signature";
/** Seconds that the two clocks may differ, either way. */
export declare const largestSkew = 60;
/** Bytes. */
export declare const largestBody: number;
/** Characters. */
export declare const shortestKey = 32;
export interface SignedRequest {
    readonly method: string;
    /** Without a query: none of the kit's addresses has one. */
    readonly path: string;
    /** The environment's name; the app has it as GREENROOM_ENVIRONMENT, or else APP_ENV. */
    readonly environment: string;
    /** Epoch seconds, in decimal digits. */
    readonly timestamp: string;
    /** 32 hex digits, never used before. */
    readonly nonce: string;
    readonly body: Uint8Array;
}
export interface SignedAnswer {
    /** The request's. */
    readonly nonce: string;
    readonly status: number;
    readonly body: Uint8Array;
}
export declare function signRequest(key: string, request: SignedRequest): string;
export declare function signAnswer(key: string, { nonce, status, body }: SignedAnswer): string;
/** Headers of a request, to be sent beside exactly these bytes. `now` is epoch milliseconds. */
export declare function requestHeaders(key: string, request: Omit<SignedRequest, 'timestamp'>, now: number): Record<string, string>;
export declare const isNonce: (value: unknown) => value is string;
type Headers = Readonly<Record<string, unknown>>;
type Arrived = Pick<SignedRequest, 'method' | 'path' | 'environment' | 'body'> & {
    readonly headers: Headers;
};
/**
 * Whether a request is Greenroom's, before anybody reads what it says. Who can sign may be told that its clock is wrong;
 * everybody else learns nothing. That the nonce is new only a database can say.
 */
export declare function verifyRequest(key: string, { headers, ...request }: Arrived, now: number): {
    readonly nonce: string;
} | {
    readonly code: 'stage.unsigned' | 'stage.stale';
};
/** Whether an answer is the app's own, to the request with this nonce. Greenroom believes no other. */
export declare function verifyAnswer(key: string, answer: SignedAnswer, signature: unknown): boolean;
/**
 * Of the value alone, so that two environments with the same value have the same print; with Greenroom's key, so that it
 * means nothing elsewhere; and slow, since hosts and ids can be guessed and whoever compares has the key. As Greenroom
 * prints the secrets that it holds itself, so these can be compared with those.
 */
export declare const printOf: (key: Buffer, value: string) => Promise<string>;
/** What is printed of a Discord application: Greenroom prints the one of its config in the same way. */
export declare const applicationToPrint: (id: string) => string;
export {};
