import { defineConfig } from 'oxlint';
import { layerOverrides } from './scripts/layers.ts';

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'promise', 'node'],
  options: { typeAware: true },
  ignorePatterns: [
    'node_modules',
    'dist',
    'tests/lint/illegal',
    '.greenroom',
    'examples/*/node_modules',
    'examples/*/vendor',
  ],
  categories: { correctness: 'error' },
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-unsafe-type-assertion': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/only-throw-error': 'error',
    'import/no-default-export': 'error',
    'import/no-cycle': 'error',
    'max-lines': ['error', { max: 300 }],
    'no-console': 'error',
  },
  overrides: [
    ...layerOverrides(),
    // Who holds a connection must not ask for a second one (adapters/postgres/one-connection.ts).
    {
      files: ['src/adapters/postgres/**'],
      rules: {
        'no-restricted-properties': [
          'error',
          ...['transaction', 'startTransaction', 'connection'].map((property) => ({
            property,
            message: 'A transaction is begun by inTransaction (database.ts) alone.',
          })),
          {
            object: 'pool',
            property: 'connect',
            message: 'A connection is held by inTransaction (database.ts) alone.',
          },
        ],
      },
    },
    {
      // It holds one for a cursor that its caller reads, and asks nothing else.
      files: ['src/adapters/postgres/database.ts', 'src/adapters/postgres/admin/export.ts'],
      rules: { 'no-restricted-properties': 'off' },
    },
    { files: ['*.config.ts', 'examples/*/web/vite.config.js'], rules: { 'import/no-default-export': 'off' } },
    { files: ['src/trust.ts'], rules: { 'typescript/no-unsafe-type-assertion': 'off' } },
    {
      files: [
        'src/cli.ts',
        'src/cli/**',
        'bench/**',
        'scripts/**',
        'demo/**',
        'standins/**/main.ts',
        'standins/**/page/**',
        'examples/**',
      ],
      rules: { 'no-console': 'off' },
    },
    { files: ['tests/**', 'bench/**'], rules: { 'typescript/no-unsafe-type-assertion': 'off' } },
  ],
});
