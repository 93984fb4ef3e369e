/** What an app imports as `greenroom/kit`. docs/kit.md tells how it is used. */
export { readFlags } from './flags.js';
export { createKit } from './kit.js';
export { randomFrom } from './random.js';
export { KitRefusal, refusalTable } from './refusals.js';
export { runScript } from './scripts.js';
export { toolNames, } from './tools.js';
export { requestHeaders, signAnswer, signRequest, verifyAnswer, verifyRequest } from './wire.js';
