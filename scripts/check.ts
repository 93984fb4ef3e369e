import { spawn, spawnSync } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { leftAfter, leftOutVariable } from '../tests/world/rounds.ts';

/**
 * `npm run check`: everything that has to be green before a commit, in under four minutes on two cores. `npm run check --
 * --whole`: before it lands, with all stories (tests/world/rounds.ts says which are left to it, and by which change they
 * are told before). The quick judges run beside the tests, on what these leave of the processors while they wait; with CI set a skipped test is a
 * failure, since a test that does not run proves nothing.
 */
interface Judge {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => `${root}node_modules/.bin/${name}`;
const folders = [
  'src',
  'standins',
  'demo',
  'examples',
  'tests',
  'bench',
  'scripts',
  'oxlint.config.ts',
  'oxfmt.config.ts',
  'vitest.config.ts',
  'knip.config.ts',
];

const quick: readonly Judge[] = [
  { name: 'format', argv: [bin('oxfmt'), '--check', ...folders] },
  { name: 'lint and layers', argv: [bin('oxlint'), '--deny-warnings', ...folders] },
  // One checker: several check much of it twice, which on two cores the tests would pay for.
  { name: 'types', argv: [bin('tsc'), '-p', '.', '--checkers', '1'] },
  { name: 'types of the page', argv: [bin('tsc'), '-p', 'standins/discord/page/client'] },
  // Two libraries' own types are not clean, or need the browser's: their tests are checked apart.
  { name: 'types of the browser tests', argv: [bin('tsc'), '-p', 'tests/standins'] },
  { name: 'dead code', argv: [bin('knip')] },
  { name: 'docs made from code', argv: [bin('node'), 'scripts/docs.ts', '--check'] },
  { name: 'the kit as apps get it', argv: [bin('node'), 'scripts/kit-package.ts', '--check'] },
];
const tests: Judge = { name: 'tests', argv: ['npm', 'test'] };

/** What is not committed yet, deleted and new files too; nothing where git does not say. */
function changed(): string[] | undefined {
  const { stdout, status } = spawnSync(
    'git',
    ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (status !== 0) return undefined;
  // Two letters and a space before each.
  return stdout.split('\0').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
}

const { values: wanted } = parseArgs({ options: { whole: { type: 'boolean', default: false } } });
const paths = wanted.whole ? undefined : changed();
const leftOut = paths === undefined ? '' : leftAfter(paths).join('\n');

function judge({ name, argv }: Judge, stream: boolean): Promise<boolean> {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(argv[0], argv.slice(1), {
      cwd: root,
      env: { ...process.env, [leftOutVariable]: leftOut },
      stdio: ['ignore', stream ? 'inherit' : 'pipe', stream ? 'inherit' : 'pipe'],
    });
    // The tests judge by time what the others only judge by text.
    if (!stream && child.pid !== undefined) setPriority(child.pid, 19);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      const ok = code === 0;
      console.log(
        `${ok ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)${ok || stream ? '' : `\n${output}`}`,
      );
      resolve(ok);
    });
  });
}

console.log('Checking format, lint, layers, types, dead code and docs beside the tests.');
const verdicts = await Promise.all([judge(tests, true), ...quick.map((one) => judge(one, false))]);
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
