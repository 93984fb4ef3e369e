import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../platform/exec.ts';
import type { UserIds } from '../../platform/user-ids.ts';
import { bareEnvironment } from './environment-of.ts';

export interface Laying {
  readonly user: UserIds | undefined;
  readonly home: string;
  readonly signal: AbortSignal;
}

/** A list of arguments has an end (execve(2), E2BIG). */
const atOnce = 500;

/** What is at a path itself, whatever a link there leads to. */
function at(path: string): 'folder' | 'else' | undefined {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  return facts === undefined ? undefined : facts.isDirectory() ? 'folder' : 'else';
}

/** What was installed has something that `cp` cannot take along. */
export class NotCopied extends Error {}

/** What its owner may do with all of it, and others: what is stored keeps no more of a mode than who may execute. */
const usualModes = 'u+rwX,go+rX';

/** For what was installed just now: as it will be when it is found again. */
export function giveUsualModes(tree: string, laying: Laying): Promise<void> {
  return as(laying, ['chmod', '-R', usualModes, '--', tree]);
}

/**
 * Copies a stored tree under what is in `tree` already: where both have something, `tree` keeps its own, and folders of
 * both become one. A copy, and no link to what is stored: a build may write to everything in its folder. By `cp`, as the
 * build's user, to whom the copies belong then: 4000 files take 0.13 to 0.2 s (docs/BENCH.md ¹¹).
 */
export async function layUnder(stored: string, tree: string, laying: Laying): Promise<void> {
  const todo = [{ from: stored, to: tree }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { from, to } = next;
    const fresh: Dirent[] = [];
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const there = at(join(to, entry.name));
      if (there === undefined) fresh.push(entry);
      else if (there === 'folder' && entry.isDirectory())
        todo.push({ from: join(from, entry.name), to: join(to, entry.name) });
    }
    for (let first = 0; first < fresh.length; first += atOnce) {
      const some = fresh.slice(first, first + atOnce);
      await as(laying, ['cp', '-R', '-P', '--', ...some.map(({ name }) => join(from, name)), to]);
      // What is stored is read-only. A link has no mode, and `chmod` would follow one that it is given.
      const own = some.filter((entry) => !entry.isSymbolicLink()).map(({ name }) => join(to, name));
      if (own.length > 0) await as(laying, ['chmod', '-R', usualModes, '--', ...own]);
    }
  }
}

async function as({ user, home, signal }: Laying, [program, ...args]: readonly [string, ...string[]]): Promise<void> {
  const ended = await run(program, args, { cwd: '/', env: bareEnvironment(home), user, signal, maxCaptured: 4096 });
  if (ended.ended === 'exit' && ended.exitCode === 0) return;
  signal.throwIfAborted();
  const last = ended.stderr.trim().split('\n').at(-1) ?? '';
  const why = `what was installed could not be copied: ${last === '' ? ended.detail : last}`;
  throw ended.ended === 'exit' ? new NotCopied(why) : new Error(why);
}
