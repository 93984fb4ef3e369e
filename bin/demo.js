#!/usr/bin/env node
import { run } from './run.js';

await run(new URL('../demo/main.ts', import.meta.url));
