import { chmodSync, lchownSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { UserIds } from '../../platform/user-ids.ts';
import { openFolder } from './own.ts';
import type { LocalPlace } from './place.ts';

/**
 * HOME and TMPDIR of an environment's apps. Not the shared /tmp: Node looks below HOME for modules (`.node_modules`), npm
 * for its settings, and both keep compiled code below TMPDIR and run it the next time; whoever put something there before
 * would have it run by production's app. A dot is in no name, so that a-b of c and a of b-c do not meet.
 */
export function homeOf({
  ownDir,
  project,
  environment,
}: Pick<LocalPlace, 'ownDir' | 'project' | 'environment'>): string {
  return join(ownDir, 'homes', `${project}.${environment}`);
}

/** It is there, and is its user's alone. What is in it is the app's, and stays. */
export async function prepareHome(home: string, user: UserIds | undefined): Promise<void> {
  await openFolder(join(home, '..'));
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const facts = lstatSync(home);
  if (!facts.isDirectory()) throw new Error(`${home} is not a folder; remove it, and deploy again`);
  if (user === undefined || facts.uid === user.uid) return;
  chmodSync(home, 0o700);
  lchownSync(home, user.uid, user.gid);
}
