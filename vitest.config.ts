import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/world/closing-line.ts';
import { useMemoryDisk } from './tests/world/memory-disk.ts';
import { StoriesFirst } from './tests/world/stories-first.ts';

// Before anything is started that is to inherit it.
useMemoryDisk();

const never = ['tests/lint/illegal/**', '**/node_modules/**'];
/** Pure or nearly so: their files can share processes. A process of its own for each cost a second. */
const light = [
  'adapters/{discord,git,github,http,junit,postgres}',
  'bot',
  'config',
  'docs',
  'image',
  'lint',
  'platform',
  'standins',
  'types',
  'webhooks',
].map((folder) => `tests/${folder}/**/*.test.ts`);
// A process has one mint, which its test takes.
light.push('tests/core/!(permit).test.ts');
const patience = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...patience, name: 'stories', include: ['tests/**/*.test.ts'], exclude: [...never, ...light] } },
      { test: { ...patience, name: 'light', include: light, exclude: never, isolate: false } },
    ],
    // For both: here, it is done once.
    globalSetup: ['tests/world/global-setup.ts'],
    // Stories wait for processes more than they compute, so more of them than cores go side by side.
    maxWorkers: 4,
    // As bin/run.js does it for whatever is started.
    execArgv: ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'],
    sequence: { sequencer: StoriesFirst },
    reporters: ['default', new ClosingLine()],
  },
});
