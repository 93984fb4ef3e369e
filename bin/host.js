// The host of a local environment; only Greenroom starts it (src/adapters/local/host-client.ts).
import { run } from './run.js';

await run(new URL('../src/adapters/local/host/main.ts', import.meta.url), 'host');
