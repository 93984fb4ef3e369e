import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/world/closing-line.ts';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/lint/illegal/**', '**/node_modules/**'],
    globalSetup: ['tests/world/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default', new ClosingLine()],
  },
});
