// Thread that reads SQL; only Greenroom starts it (src/adapters/sql/reader.ts).
import { run } from './run.js';

await run(new URL('../src/adapters/sql/parser-thread.ts', import.meta.url), 'sql');
