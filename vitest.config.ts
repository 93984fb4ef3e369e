import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/world/closing-line.ts';
import { useMemoryDisk } from './tests/world/memory-disk.ts';
import { StoriesFirst } from './tests/world/stories-first.ts';

// Before anything is started that is to inherit it.
useMemoryDisk();

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/lint/illegal/**', '**/node_modules/**'],
    globalSetup: ['tests/world/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Stories wait for processes more than they compute, so more of them than cores go side by side.
    maxWorkers: 4,
    sequence: { sequencer: StoriesFirst },
    reporters: ['default', new ClosingLine()],
  },
});
