// Starts programs for a larger process; only Greenroom starts it (src/platform/programs/forker.ts).
import { run } from './run.js';

await run(new URL('../src/platform/programs/forker-main.ts', import.meta.url), 'forker');
