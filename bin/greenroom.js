#!/usr/bin/env node
import { run } from './run.js';

await run(new URL('../src/cli.ts', import.meta.url), 'cli');
