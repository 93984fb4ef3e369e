import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/world/closing-line.ts';
import { StoriesFirst } from './tests/world/stories-first.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/lint/illegal/**', '**/node_modules/**'],
    globalSetup: ['tests/world/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Stories wait for processes more than they compute, so more of them than cores go side by side.
    maxWorkers: 3,
    sequence: { sequencer: StoriesFirst },
    reporters: ['default', new ClosingLine()],
  },
});
