import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { allMutants } from './mutants/all.ts';
import type { Mutant } from './mutants/mutant.ts';

/**
 * `npm run mutants [-- --only TEXT]`: breaks the product in one way at a time and demands that the story which guards it
 * turns red, for the expected reason. A story that stays green proves nothing. The working tree is copied, never changed.
 */
interface Assertion {
  readonly title: string;
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const only = process.argv[process.argv.indexOf('--only') + 1] ?? '';
const chosen = process.argv.includes('--only')
  ? allMutants.filter(({ broken, ids }) => `${ids.join(' ')} ${broken}`.includes(only))
  : allMutants;

async function copyOfTree(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'greenroom-mutant-'));
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of stdout.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file), { force: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function breakIt(folder: string, { edits }: Mutant): void {
  for (const { file, find, replace } of edits) {
    const text = readFileSync(join(folder, file), 'utf8');
    const found = text.split(find).length - 1;
    if (found !== 1)
      throw new Error(`${file}: found ${found} times, wanted once: “${find}”. Bring the list in line with the code.`);
    writeFileSync(
      join(folder, file),
      text.replace(find, () => replace),
    );
  }
}

/** The chosen story's verdict, from vitest's own report. */
async function verdictOf(folder: string, { story }: Mutant): Promise<Assertion> {
  if (story.file.startsWith('types/')) return verdictOfCompiler(folder, story.name);
  const report = join(folder, 'mutant-report.json');
  const name = story.name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  await run(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      `tests/${story.file}`,
      '-t',
      name,
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    { cwd: folder, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, CI: '' } },
  ).catch(() => undefined);
  const { testResults }: { testResults: { assertionResults: Assertion[]; message: string }[] } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const ran = testResults.flatMap((file) => file.assertionResults).filter((one) => /passed|failed/.test(one.status));
  // The same story may be told on several ledgers: each has to notice.
  const one = ran.find(({ status }) => status === 'passed') ?? ran[0];
  if (one === undefined || new Set(ran.map(({ title }) => title)).size > 1)
    throw new Error(
      `wanted one story called “${story.name}”, found ${ran.length}. ${testResults.map((file) => file.message).join(' ')}`,
    );
  return one;
}

async function verdictOfCompiler(folder: string, fullName: string): Promise<Assertion> {
  try {
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder });
    return { title: fullName, fullName, status: 'passed', failureMessages: [] };
  } catch (error) {
    const said: unknown = error !== null && typeof error === 'object' ? Reflect.get(error, 'stdout') : error;
    return { title: fullName, fullName, status: 'failed', failureMessages: [String(said)] };
  }
}

async function judge(mutant: Mutant): Promise<{ killed: boolean; line: string }> {
  const folder = await copyOfTree();
  try {
    breakIt(folder, mutant);
    const { status, failureMessages } = await verdictOf(folder, mutant);
    const said = failureMessages.join('\n');
    if (status === 'passed') return { killed: false, line: `✗ survived: “${mutant.story.name}” stays green` };
    if (!mutant.says.test(said)) return { killed: false, line: `✗ red for another reason: ${said.slice(0, 600)}` };
    return { killed: true, line: `✓ killed by “${mutant.story.name}”` };
  } catch (error) {
    return { killed: false, line: `? ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

console.log(`${chosen.length} ways of breaking Greenroom, one after the other; about half a minute each.`);
let killed = 0;
for (const [index, mutant] of chosen.entries()) {
  const started = Date.now();
  const verdict = await judge(mutant);
  if (verdict.killed) killed += 1;
  console.log(
    `${index + 1}/${chosen.length} ${mutant.ids.join(' ')} · ${mutant.broken} (${Math.round((Date.now() - started) / 1000)} s)\n    ${verdict.line}`,
  );
}
console.log(`${killed} of ${chosen.length} killed.`);
process.exitCode = killed === chosen.length && chosen.length > 0 ? 0 : 1;
