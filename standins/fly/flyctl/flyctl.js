#!/usr/bin/env node
// What is called as flyctl. Hundreds of times in a run of the tests, so that what Node compiled is kept.
import { run } from '../../../bin/run.js';

await run(new URL('main.ts', import.meta.url));
