import { statSync } from 'node:fs';
import { dirname } from 'node:path';

const toRead = 0o004;
const toEnter = 0o001;

/** Refuses, naming the first place that other users cannot read or pass: every role is another user than we are. */
export function requireReadable(files: readonly string[]): void {
  for (const file of files) {
    if ((statSync(file).mode & toRead) === 0) refuse(file, 'may not be read', `chmod o+r ${file}`);
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      if ((statSync(folder).mode & toEnter) === 0) refuse(folder, 'may not be entered', `chmod o+x ${folder}`);
      if (folder === dirname(folder)) break;
    }
  }
}

function refuse(path: string, what: string, remedy: string): never {
  throw new Error(
    `${path} ${what} by other users, and started as root Greenroom runs each of its roles as a user of its own. ` +
      `Install it elsewhere (/opt/greenroom, say), or allow it: ${remedy}. ` +
      'To run everything as one process of one user instead: greenroom start --role all',
  );
}
