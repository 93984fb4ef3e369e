import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/world/closing-line.ts';
import { useMemoryDisk } from './tests/world/memory-disk.ts';
import { StoriesFirst } from './tests/world/stories-first.ts';

// Before anything is started that is to inherit it.
useMemoryDisk();

const never = ['tests/lint/illegal/**', '**/node_modules/**'];
/**
 * More than half of the computing, for what a change breaks least often: houses of several processes apart, other
 * targets than this machine, every fault and death, the example app's own suite, the demo's page in a browser, what is
 * packed. CI runs it each time (.ci/run), and
 * whoever changes one of these runs its own; `npm run check` leaves it out, so that it stays a thing one does before a
 * commit.
 */
const long = [
  'tests/acceptance/{apart,doctor,fly,fly-*,frontend-env,frontends,frontends-on-fly,init,staging-apart}.test.ts',
  'tests/{crash,examples,faults}/**/*.test.ts',
  'tests/adapters/postgres/embedded.test.ts',
  'tests/bin/**/*.test.ts',
  'tests/kit/{killed,packed}.test.ts',
  'tests/standins/page/**/*.test.ts',
];
/**
 * A process for each file would load the same programs again each time, half a second of computing; so files share
 * them. But a process has one mint: the gate takes it, and so do the tests that try a target without a gate.
 */
const ownMint = ['tests/adapters/local/**/*.test.ts'];
const longOwnMint = ['tests/adapters/{fly,stage-tools}/**/*.test.ts', 'tests/contract/flyctl.test.ts'];
/** It tries taking the mint itself. */
const alone = ['tests/core/permit.test.ts'];
/** It finds what hangs, and says nothing about speed: it has to be enough for the slowest machine. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000 };
const shared = { ...patience, isolate: false };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'stories',
          include: ['tests/**/*.test.ts'],
          exclude: [...never, ...long, ...ownMint, ...longOwnMint, ...alone],
        },
      },
      { test: { ...shared, name: 'bare-targets', include: ownMint, exclude: never } },
      { test: { ...patience, name: 'alone', include: alone } },
      { test: { ...shared, name: 'long-stories', include: long, exclude: never } },
      { test: { ...shared, name: 'long-bare-targets', include: longOwnMint, exclude: never } },
    ],
    // For all of them: here, it is done once.
    globalSetup: ['tests/world/global-setup.ts'],
    // Stories wait for processes more than they compute, so more of them than cores go side by side.
    maxWorkers: 4,
    // As bin/run.js does it for whatever is started.
    execArgv: ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'],
    sequence: { sequencer: StoriesFirst },
    reporters: ['default', new ClosingLine()],
  },
});
