export type LogLevel = 'debug' | 'info' | 'warn';
export interface ProductionFlags {
    readonly appEnv: 'production';
    readonly isProduction: true;
    /** The environment's own name: GREENROOM_ENVIRONMENT, which Greenroom sets, or else APP_ENV. */
    readonly environment: string;
    readonly logLevel: LogLevel;
}
export interface StageFlags {
    readonly appEnv: 'staging' | 'local';
    readonly isProduction: false;
    readonly environment: string;
    readonly logLevel: LogLevel;
}
export type Flags = ProductionFlags | StageFlags;
type Env = Readonly<Record<string, string | undefined>>;
/**
 * Where the app runs, read once at start; call it with `process.env`. Throws `stage.flags` with everything that is
 * missing, unknown or contradictory.
 */
export declare function readFlags(env: Env): Flags;
export declare function refuseUnlessRead(flags: Flags): void;
/** Reads them again right before something destructive: throws unless they still say the same, and not production. */
export declare function stillOffProduction(flags: Flags): void;
export {};
