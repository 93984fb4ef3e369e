import { userObject } from '../payloads/user.ts';
import type { CommitRecord } from '../history.ts';
import { changes, commitRecord, commits, resolveCommit } from '../history.ts';
import { git, gitLine } from '../git.ts';
import type { StoredRepository } from '../repository.ts';
import type { Answer, Call, Route } from '../route.ts';
import { Refusal, paged, repositoryOf, route } from '../route.ts';

function shown(call: Call, repository: StoredRepository, record: CommitRecord): object {
  const { api, server } = call.world.addresses;
  const url = `${api}/repos/${repository.fullName}/commits/${record.sha}`;
  const account = (email: string): object | null => {
    const found = call.world.byEmail(email);
    return found === undefined ? null : userObject(found, api, server);
  };
  return {
    sha: record.sha,
    node_id: `C_${record.sha}`,
    commit: {
      author: record.author,
      committer: record.committer,
      message: record.message,
      tree: { sha: record.tree, url: `${api}/repos/${repository.fullName}/git/trees/${record.tree}` },
      url: `${api}/repos/${repository.fullName}/git/commits/${record.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url,
    html_url: `${server}/${repository.fullName}/commit/${record.sha}`,
    comments_url: `${url}/comments`,
    author: account(record.author.email),
    committer: account(record.committer.email),
    parents: record.parents.map((sha) => ({ sha, url: `${api}/repos/${repository.fullName}/commits/${sha}` })),
  };
}

async function wanted(call: Call, ref: string): Promise<string> {
  const sha = await resolveCommit(repositoryOf(call).folder, ref);
  if (sha === undefined) throw new Refusal(422, `No commit found for SHA: ${ref}`);
  return sha;
}

async function get(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const sha = await wanted(call, call.params['ref'] ?? '');
  const record = await commitRecord(repository.folder, sha);
  if (record === undefined) throw new Refusal(404, 'Not Found');
  const touched = (await changes(repository.folder, [sha])).get(sha);
  const file = (status: string) => (filename: string) => ({ filename, status });
  const files = [
    ...(touched?.added ?? []).map(file('added')),
    ...(touched?.modified ?? []).map(file('modified')),
    ...(touched?.removed ?? []).map(file('removed')),
  ];
  return { status: 200, body: { ...shown(call, repository, record), files } };
}

async function list(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const ref = call.query.get('sha') ?? repository.defaultBranch;
  const sha = await resolveCommit(repository.folder, ref);
  if (sha === undefined) throw new Refusal(404, 'Not Found');
  return paged(call, await commits(repository.folder, [sha], 10_000), (record) => shown(call, repository, record));
}

async function compare(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const { folder } = repository;
  const [left = '', right = ''] = (call.params['basehead'] ?? '').split('...');
  const [base, head] = [await resolveCommit(folder, left), await resolveCommit(folder, right)];
  const common = base && head ? await gitLine(folder, ['merge-base', base, head]) : undefined;
  if (base === undefined || head === undefined || common === undefined) throw new Refusal(404, 'Not Found');
  const counts = (await git(folder, ['rev-list', '--left-right', '--count', `${base}...${head}`])).toString();
  const [behind = 0, ahead = 0] = counts.trim().split(/\s+/).map(Number);
  const size = Math.min(250, Number(call.query.get('per_page') ?? 250) || 250);
  const records = (await commits(folder, [`${base}..${head}`], 10_000)).toReversed();
  const baseRecord = await commitRecord(folder, base);
  const commonRecord = await commitRecord(folder, common);
  return {
    status: 200,
    body: {
      status: ahead > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical',
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      base_commit: baseRecord && shown(call, repository, baseRecord),
      merge_base_commit: commonRecord && shown(call, repository, commonRecord),
      commits: records.slice(0, size).map((record) => shown(call, repository, record)),
    },
  };
}

async function branch(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const name = call.params['branch'] ?? '';
  const sha = await resolveCommit(repository.folder, `heads/${name}`);
  const record = sha === undefined ? undefined : await commitRecord(repository.folder, sha);
  if (record === undefined) throw new Refusal(404, 'Branch not found');
  return { status: 200, body: { name, commit: shown(call, repository, record), protected: false } };
}

async function branches(call: Call): Promise<Answer> {
  const { api } = call.world.addresses;
  const { fullName } = repositoryOf(call);
  const heads = Object.entries(await call.world.branches.heads(fullName));
  return paged(call, heads, ([name, sha]) => ({
    name,
    commit: { sha, url: `${api}/repos/${fullName}/commits/${sha}` },
    protected: false,
  }));
}

async function ref(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const name = `refs/${call.params['ref']}`;
  const sha = await gitLine(repository.folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', name]);
  if (sha === undefined) throw new Refusal(404, 'Not Found');
  const own = `${call.world.addresses.api}/repos/${repository.fullName}/git`;
  const object = { sha, type: 'commit', url: `${own}/commits/${sha}` };
  return { status: 200, body: { ref: name, node_id: `REF_${name}`, url: `${own}/${name}`, object } };
}

export const commitRoutes: readonly Route[] = [
  route('GET', '/repos/:owner/:repo/commits', list, ['sha', 'per_page', 'page']),
  route('GET', '/repos/:owner/:repo/commits/*ref', get),
  route('GET', '/repos/:owner/:repo/compare/*basehead', compare, ['per_page', 'page']),
  route('GET', '/repos/:owner/:repo/branches', branches, ['per_page', 'page']),
  route('GET', '/repos/:owner/:repo/branches/*branch', branch),
  route('GET', '/repos/:owner/:repo/git/ref/*ref', ref),
];
