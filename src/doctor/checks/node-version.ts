import { defineCheck, fail, ok, seen } from '../check.ts';
import { isAtLeast, numbersOf } from '../versions.ts';

export const nodeVersion = defineCheck({
  id: 'node-version',
  title: 'Node.js',
  wanted: 'Node 24 or newer.',
  remedy: 'Run npm ci, which brings the right one, and start by npx greenroom.',
  of: ({ machine }) => seen(machine.node),
  judge: (node) => (isAtLeast(numbersOf(node) ?? [0], [24]) ? ok(node) : fail(node)),
});
