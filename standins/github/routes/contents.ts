import { git, gitLine } from '../git.ts';
import { resolveCommit } from '../history.ts';
import type { Answer, Call, Route } from '../route.ts';
import { Refusal, repositoryOf, route } from '../route.ts';

/** A file with what is in it, or a folder's list. https://docs.github.com/rest/repos/contents */
async function contents(call: Call): Promise<Answer> {
  const { folder, defaultBranch } = repositoryOf(call);
  const path = call.params['path'] ?? '';
  const commit = await resolveCommit(folder, call.query.get('ref') ?? defaultBranch);
  if (commit === undefined) throw new Refusal(404, `No commit found for the ref ${call.query.get('ref') ?? ''}`);
  const at = `${commit}:${path}`;
  const type = await gitLine(folder, ['cat-file', '-t', at]);
  if (type === 'tree') {
    const lines = (await git(folder, ['ls-tree', '-z', at])).toString().split('\0');
    const entries = lines.flatMap((line) => {
      const [head = '', name] = line.split('\t');
      const [mode = '', kind, sha] = head.split(' ');
      if (name === undefined) return [];
      const shown = kind === 'tree' ? 'dir' : mode === '120000' ? 'symlink' : 'file';
      return [{ type: shown, name, path: path === '' ? name : `${path}/${name}`, sha }];
    });
    return { status: 200, body: entries };
  }
  if (type !== 'blob') throw new Refusal(404, 'Not Found');
  const bytes = await git(folder, ['cat-file', 'blob', at]);
  return {
    status: 200,
    body: {
      type: 'file',
      encoding: 'base64',
      size: bytes.length,
      name: path.split('/').at(-1),
      path,
      content: bytes.toString('base64'),
      sha: await gitLine(folder, ['rev-parse', at]),
    },
  };
}

export const contentRoutes: readonly Route[] = [
  route('GET', '/repos/:owner/:repo/contents/', contents, ['ref']),
  route('GET', '/repos/:owner/:repo/contents/*path', contents, ['ref']),
];
