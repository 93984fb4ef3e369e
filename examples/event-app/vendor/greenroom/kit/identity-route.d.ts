import type { KitOptions } from './kit.ts';
import type { Route } from './serve.ts';
/**
 * `POST /_greenroom/identity`: in every environment, production too. Reads only, and gives away nothing but prints and, off
 * production, the servers that its Discord application is in.
 */
export declare function identityRoute(options: KitOptions, key: string): [string, Route];
