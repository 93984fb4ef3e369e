import { defineConfig } from 'oxfmt';

export default defineConfig({
  printWidth: 120,
  singleQuote: true,
  ignorePatterns: [
    'tests/lint/illegal/**',
    '**/package-lock.json',
    'docs/**',
    '*.md',
    'src/**/*.md',
    'examples/**/*.md',
    'examples/*/vendor/**',
  ],
});
