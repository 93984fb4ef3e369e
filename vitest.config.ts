import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/world/closing-line.ts';
import { useMemoryDisk } from './tests/world/memory-disk.ts';
import { leftOut } from './tests/world/rounds.ts';
import { StoriesFirst } from './tests/world/stories-first.ts';

// Before anything is started that is to inherit it.
useMemoryDisk();

const never = ['tests/lint/illegal/**', '**/node_modules/**', ...leftOut];
/**
 * A process for each file would load the same programs again each time, half a second of computing; so files share
 * them. But a process has one mint: the gate takes it, and so do the tests that try a target without a gate.
 */
const ownMint = ['tests/adapters/{fly,local,stage-tools}/**/*.test.ts', 'tests/contract/flyctl.test.ts'];
/** It tries taking the mint itself. */
const alone = ['tests/core/permit.test.ts'];
/** It finds what hangs, and says nothing about speed: it has to be enough for the slowest machine. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000 };
const shared = { isolate: false, setupFiles: ['tests/world/keeps-forker.ts'] };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patience,
          name: 'stories',
          include: ['tests/**/*.test.ts'],
          exclude: [...never, ...ownMint, ...alone],
          ...shared,
        },
      },
      { test: { ...patience, name: 'bare-targets', include: ownMint, exclude: never, ...shared } },
      { test: { ...patience, name: 'alone', include: alone } },
    ],
    // For all of them: here, it is done once.
    globalSetup: ['tests/world/global-setup.ts'],
    // Stories wait for processes more than they compute, so more of them than cores go side by side.
    maxWorkers: Math.min(8, 2 * availableParallelism()),
    // As bin/run.js does it for whatever is started.
    execArgv: ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'],
    sequence: { sequencer: StoriesFirst },
    reporters: ['default', new ClosingLine()],
  },
});
