import { field, listAt, textAt } from '../../platform/ask-json.ts';
import { type GithubAccess, saidIn } from './access.ts';

const at = (repository: string, path: string, ref: string): string =>
  `/repos/${repository}/contents/${path.split('/').map(encodeURIComponent).join('/')}?ref=${encodeURIComponent(ref)}`;

/** A file’s text as the commit has it; undefined where there is none, or where it is no plain file. */
export async function readFileOf(
  access: GithubAccess,
  repository: string,
  path: string,
  ref: string,
): Promise<string | undefined> {
  const reply = await access.ask(at(repository, path, ref));
  if (reply.status === 404) return undefined;
  if (reply.status !== 200) throw new Error(`GitHub does not give ${path}: ${saidIn(reply)}`);
  if (textAt(reply.body, 'type') !== 'file' || textAt(reply.body, 'encoding') !== 'base64') return undefined;
  return Buffer.from(textAt(reply.body, 'content'), 'base64').toString('utf8');
}

/** Names of the files in the repository's top folder; none where there is no such ref. */
export async function listFilesOf(access: GithubAccess, repository: string, ref: string): Promise<readonly string[]> {
  const reply = await access.ask(at(repository, '', ref));
  if (reply.status === 404) return [];
  if (reply.status !== 200) throw new Error(`GitHub does not list the files of ${repository}: ${saidIn(reply)}`);
  return listAt(reply.body).flatMap((entry) => (field(entry, 'type') === 'file' ? [textAt(entry, 'name')] : []));
}
