/**
 * Every no of the kit, with what happened and what to do now. The codes are part of the wire: Greenroom shows them with
 * the same remedies. `status` is the HTTP status that goes with it.
 */
declare const refusals: {
    readonly 'stage.flags': {
        readonly status: 403;
        readonly means: 'APP_ENV and IS_PRODUCTION do not say clearly where the app runs.';
        readonly remedy: 'Set both there: APP_ENV to production, staging or local, and IS_PRODUCTION to true in production and false elsewhere.';
    };
    readonly 'stage.key-weak': {
        readonly status: 403;
        readonly means: 'The key for signed requests is shorter than 32 characters.';
        readonly remedy: 'Make one with `openssl rand -hex 32` and give it to the app as GREENROOM_KEY and to Greenroom.';
    };
    readonly 'stage.production': {
        readonly status: 403;
        readonly means: 'This is production: nothing here may be seeded, reset or played with.';
        readonly remedy: 'Ask for staging.';
    };
    readonly 'stage.marker-missing': {
        readonly status: 403;
        readonly means: 'The data carry no marker, so nobody can know whose they are.';
        readonly remedy: 'Look whose data they are. If they are this environment’s own, run the app’s script `mark`.';
    };
    readonly 'stage.marker-doubled': {
        readonly status: 403;
        readonly means: 'The data carry more than one marker, as after a dump was read into data of another environment.';
        readonly remedy: 'Make an empty database for this environment, and start the app on it.';
    };
    readonly 'stage.marker-production': {
        readonly status: 403;
        readonly means: 'The data carry production’s marker: they are production’s, or a copy of production’s.';
        readonly remedy: 'Point this environment at data of its own. A restored production dump may not be played with.';
    };
    readonly 'stage.marker-other': {
        readonly status: 403;
        readonly means: 'The data carry the marker of another environment.';
        readonly remedy: 'Point this environment at data of its own.';
    };
    readonly 'stage.marker-unreadable': {
        readonly status: 403;
        readonly means: 'The marker could not be read.';
        readonly remedy: 'See that PostgreSQL and Redis answer and that the app’s user may read the schema greenroom; then try again.';
    };
    readonly 'stage.not-started': {
        readonly status: 403;
        readonly means: 'The kit has not been started, or its start was refused.';
        readonly remedy: 'Call kit.start() before the app listens, and let its refusal end the start.';
    };
    readonly 'stage.unsigned': {
        readonly status: 401;
        readonly means: 'The request is not signed with this environment’s key for this environment.';
        readonly remedy: 'Give Greenroom and the app of one environment the same key, and each environment a key of its own.';
    };
    readonly 'stage.stale': {
        readonly status: 401;
        readonly means: 'The request was signed more than 60 seconds ago, or ahead.';
        readonly remedy: 'Set the clocks of both machines (NTP), and ask again.';
    };
    readonly 'stage.replayed': {
        readonly status: 401;
        readonly means: 'A request with this nonce was here before.';
        readonly remedy: 'Ask again with a nonce of its own; if you did not, somebody is repeating requests.';
    };
    readonly 'stage.too-large': {
        readonly status: 413;
        readonly means: 'The request is larger than 64 KiB.';
        readonly remedy: 'Ask for less at once.';
    };
    readonly 'stage.malformed': {
        readonly status: 422;
        readonly means: 'The request does not have the shape that this tool takes.';
        readonly remedy: 'Correct what the message names.';
    };
    readonly 'stage.no-such-tool': {
        readonly status: 422;
        readonly means: 'The app has no such stage tool.';
        readonly remedy: 'Use one that the app brings, or add its hook.';
    };
    readonly 'stage.no-such-scenario': {
        readonly status: 422;
        readonly means: 'The app has no such scenario.';
        readonly remedy: 'Use one of those that the message names.';
    };
    readonly 'stage.id-reused': {
        readonly status: 409;
        readonly means: 'An operation with this id asked for something else before.';
        readonly remedy: 'Ask with an id of its own.';
    };
    readonly 'stage.fenced': {
        readonly status: 409;
        readonly means: 'Somebody newer has this environment in hand.';
        readonly remedy: 'Look at what runs there now, and ask again.';
    };
    readonly 'stage.busy': {
        readonly status: 409;
        readonly means: 'Another stage tool is at work on these data.';
        readonly remedy: 'Wait until it has ended, and ask again.';
    };
    readonly 'stage.plan-moved': {
        readonly status: 409;
        readonly means: 'The data are not what the plan showed any more; nothing was wiped.';
        readonly remedy: 'Ask for the plan again and look at what it says now.';
    };
    readonly 'stage.nothing-to-undo': {
        readonly status: 409;
        readonly means: 'There is no reset that could be undone: none was made, it was undone already, or its snapshot is too old or was dropped.';
        readonly remedy: 'Seed or reset again.';
    };
    readonly 'stage.unavailable': {
        readonly status: 503;
        readonly means: 'PostgreSQL or Redis did not answer the app.';
        readonly remedy: 'See that both run and that the app reaches them; then look what became of the operation.';
    };
    readonly 'stage.failed': {
        readonly status: 409;
        readonly means: 'It failed; the data are as they were before.';
        readonly remedy: 'Read what failed, correct what you asked for or mend the app, and ask again.';
    };
    readonly 'stage.ended-before': {
        readonly status: 409;
        readonly means: 'The app died while this was at work; the data are as they were before.';
        readonly remedy: 'Ask again.';
    };
};
export type RefusalCode = keyof typeof refusals;
export declare const refusalTable: Readonly<Record<RefusalCode, {
    readonly status: number;
    readonly means: string;
    readonly remedy: string;
}>>;
/** A no with its reason. `message` is what happened and, where known, what exactly was found. */
export declare class KitRefusal extends Error {
    readonly code: RefusalCode;
    readonly remedy: string;
    /** HTTP status. */
    readonly status: number;
    constructor(code: RefusalCode, found?: string);
}
export {};
