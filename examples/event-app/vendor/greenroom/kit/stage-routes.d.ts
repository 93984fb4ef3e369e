import type { Route } from './serve.ts';
import { type Stage } from './stage.ts';
/** `/_stage/*`. In production nobody calls this, so there the addresses do not exist. */
export declare function stageRoutes(stage: Stage): ReadonlyMap<string, Route>;
/** What this stage has and where it stands. Reads only, and refuses like the tools do. */
export declare function describe(stage: Stage): Promise<object>;
