// The host of a local environment; only Greenroom starts it (src/adapters/local/host-client.ts).
import { run } from './run.js';

// These three bring all of `fetch` along as soon as anybody imports node:http: 30 ms of processor time, and nobody here
// wants them.
const http = process.getBuiltinModule?.('node:http') ?? {};
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) delete http[name];

await run(new URL('../src/adapters/local/host/main.ts', import.meta.url), 'host');
