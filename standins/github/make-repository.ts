import { appendFile, chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git.ts';
import { postReceive } from './git-http.ts';

/** A bare repository that `git http-backend` may serve and be pushed to, and that GitHub's rules hold for. */
export async function makeBareRepository(folder: string, defaultBranch: string): Promise<void> {
  await git(folder, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, '.']);
  const settings = {
    'http.receivepack': 'true',
    // GitHub serves any commit that it still has by its full name.
    'uploadpack.allowAnySHA1InWant': 'true',
    'uploadpack.allowFilter': 'true',
    // A collection in the background would outlive the stand-in.
    'gc.auto': '0',
    'receive.autogc': 'false',
    // The default branch can be deleted by a force of hand only.
    'receive.denyDeleteCurrent': 'refuse',
  };
  const lines = Object.entries(settings).map(([name, value]) => {
    const [section = '', key = ''] = name.split('.');
    return `[${section}]\n\t${key} = ${value}\n`;
  });
  // At once: git would be started for each.
  await appendFile(join(folder, 'config'), lines.join(''));
  const hook = join(folder, 'hooks', 'post-receive');
  await writeFile(hook, postReceive);
  await chmod(hook, 0o755);
}
