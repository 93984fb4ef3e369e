import { isoSeconds } from '../clock.ts';
import { gitLine } from '../git.ts';
import { isAncestor, resolveCommit } from '../history.ts';
import { userObject } from '../payloads/user.ts';
import type { StoredPull, StoredRepository } from '../repository.ts';
import type { Answer, Call, Route } from '../route.ts';
import { Refusal, paged, repositoryOf, route } from '../route.ts';

async function shown(call: Call, repository: StoredRepository, pull: StoredPull): Promise<object> {
  const { api, server } = call.world.addresses;
  const side = async (ref: string, sha?: string): Promise<object> => ({
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha: sha ?? (await resolveCommit(repository.folder, ref)) ?? null,
  });
  return {
    url: `${api}/repos/${repository.fullName}/pulls/${pull.number}`,
    id: repository.id + pull.number,
    number: pull.number,
    state: pull.state,
    title: pull.title,
    user: userObject(pull.author, api, server),
    html_url: `${server}/${repository.fullName}/pull/${pull.number}`,
    created_at: isoSeconds(pull.at),
    merged_at: pull.merged === undefined ? null : isoSeconds(pull.merged.at),
    merge_commit_sha: pull.merged?.commit ?? null,
    draft: false,
    head: await side(pull.head, pull.merged?.head),
    base: await side(pull.base, pull.merged?.base),
  };
}

/** True where the commit is what merged the pull request, or one of those it brought or would bring. */
async function brings(repository: StoredRepository, pull: StoredPull, sha: string): Promise<boolean> {
  if (pull.merged?.commit === sha) return true;
  const { folder } = repository;
  const head = pull.merged?.head ?? (await resolveCommit(folder, pull.head));
  const base = pull.merged?.base ?? (await resolveCommit(folder, pull.base));
  if (head === undefined || base === undefined) return false;
  return (await isAncestor(folder, sha, head)) && !(await isAncestor(folder, sha, base));
}

async function ofCommit(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const asked = call.params['ref'] ?? '';
  const sha = await resolveCommit(repository.folder, asked);
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${asked}`);
  const found: object[] = [];
  for (const pull of repository.pulls) {
    if (await brings(repository, pull, sha)) found.push(await shown(call, repository, pull));
  }
  return paged(call, found, (pull) => pull);
}

async function list(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const state = call.query.get('state') ?? 'open';
  const found = repository.pulls.filter((pull) => state === 'all' || pull.state === state).toReversed();
  return paged(call, await Promise.all(found.map((pull) => shown(call, repository, pull))), (pull) => pull);
}

async function get(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const pull = repository.pulls.find((one) => one.number === Number(call.params['number']));
  if (pull === undefined) throw new Refusal(404, 'Not Found');
  const known = await gitLine(repository.folder, ['rev-parse', '--verify', '--quiet', `refs/heads/${pull.head}`]);
  return {
    status: 200,
    body: {
      ...(await shown(call, repository, pull)),
      merged: pull.merged !== undefined,
      mergeable: known === undefined ? null : true,
    },
  };
}

export const pullRoutes: readonly Route[] = [
  route('GET', '/repos/:owner/:repo/commits/:ref/pulls', ofCommit, ['per_page', 'page']),
  route('GET', '/repos/:owner/:repo/pulls', list, ['state', 'per_page', 'page']),
  route('GET', '/repos/:owner/:repo/pulls/:number', get),
];
