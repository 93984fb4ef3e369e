import type { Plugin } from 'esbuild';

/** Packages that stay outside of the bundle. */
export const leftOut: string[];
export const plugins: Plugin[];
/** Makes the bundle anew where it is not of these sources. Programs that run have loaded what they need by then. */
export function bundle(): Promise<void>;
