import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/adapters/local/host/main.ts',
    'src/kit/index.ts',
    'src/adapters/sql/parser-thread.ts',
    'standins/*/main.ts',
    'standins/discord/page/client/main.ts',
    'demo/main.ts',
    'demo/verify.ts',
    'scripts/*.{ts,js}',
    'bin/*.js',
    'tests/**/*.test.ts',
    'tests/types/*.ts',
    'tests/**/fixtures/**',
  ],
  project: ['src/**', 'standins/**', 'demo/**', 'bench/**', 'scripts/**', 'tests/**/*.ts'],
  ignore: ['tests/lint/illegal/**'],
  // A font alone: found by its path, not imported (src/bot/render-image.ts).
  ignoreDependencies: ['dejavu-fonts-ttf'],
  // Part of util-linux, which every Linux has.
  ignoreBinaries: ['unshare', 'script'],
  // Vocabulary of the core, and shapes of what exported functions take and give, are named for their readers.
  ignoreExportsUsedInFile: true,
};

export default config;
