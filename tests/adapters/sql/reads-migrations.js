// Started as everything of Greenroom's is.
import { run } from '../../../bin/run.js';

await run(new URL('reads-migrations.ts', import.meta.url));
