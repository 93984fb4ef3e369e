import type { KitOptions } from './kit.ts';
import type { Route } from './serve.ts';
/** `POST /_greenroom/identity`: in every environment, production too. Reads only, and gives nothing away but prints. */
export declare function identityRoute(options: KitOptions, key: string): [string, Route];
