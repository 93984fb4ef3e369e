/** What an app imports as `greenroom/kit`. docs/kit.md tells how it is used. */
export { type Flags, type ProductionFlags, type StageFlags, readFlags } from './flags.ts';
export type { HookTool, SeedContext, StageContext, StageHooks } from './hooks.ts';
export type { Identity } from './identity.ts';
export { type Kit, type KitOptions, type ProductionKit, type StageKit, createKit } from './kit.ts';
export type { LentDatabase, LentRedis, Query, Row } from './lent.ts';
export type { Leave, Leaving, Outbound, Recorded, TestServer } from './outbound.ts';
export { randomFrom } from './random.ts';
export { KitRefusal, type RefusalCode, refusalTable } from './refusals.ts';
export { type ScriptName, runScript } from './scripts.ts';
export { type Asker, type Call, type DayState, type Outcome, type ToolInput, type ToolName, type ToolResult, toolNames, } from './tools.ts';
export { requestHeaders, signAnswer, signRequest, verifyAnswer, verifyRequest } from './wire.ts';
