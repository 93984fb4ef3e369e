import { z } from 'zod';
import { isoSeconds } from '../clock.ts';
import { resolveCommit } from '../history.ts';
import { userObject } from '../payloads/user.ts';
import type { StoredRepository, StoredStatus } from '../repository.ts';
import type { Answer, Call, Route } from '../route.ts';
import { Refusal, paged, readBody, repositoryOf, route } from '../route.ts';

const newStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success'], 'is not included in the list'),
  target_url: z.url('target_url must use http(s) scheme').nullish(),
  description: z.string().max(140, 'description is too long (maximum is 140 characters)').nullish(),
  context: z.string().min(1).max(255, 'context is too long (maximum is 255 characters)').default('default'),
});

/** GitHub keeps at most this many statuses for one commit and context. */
const mostPerContext = 1000;

function shown(call: Call, repository: StoredRepository, status: StoredStatus): object {
  const { api, server } = call.world.addresses;
  return {
    id: status.id,
    node_id: `SC_${status.id}`,
    url: `${api}/repos/${repository.fullName}/statuses/${status.sha}`,
    avatar_url: `${server}/avatars/u/${status.creator.id}`,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: isoSeconds(status.at),
    updated_at: isoSeconds(status.at),
    creator: userObject(status.creator, api, server),
  };
}

function create(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const body = readBody(call, 'Status', newStatus);
  const sha = call.params['sha'] ?? '';
  return resolved(repository, /^[0-9a-f]{40}$/.test(sha) ? sha : '').then((commit) => {
    if (commit === undefined) throw new Refusal(422, `No commit found for SHA: ${sha}`);
    const alike = repository.statuses.filter((one) => one.sha === commit && one.context === body.context);
    if (alike.length >= mostPerContext) {
      throw new Refusal(422, 'This SHA and context has reached the maximum number of statuses.');
    }
    const status: StoredStatus = {
      id: call.world.nextId(),
      sha: commit,
      state: body.state,
      context: body.context,
      description: body.description ?? null,
      targetUrl: body.target_url ?? null,
      creator: call.by.account,
      at: call.world.clock.now(),
    };
    repository.statuses.push(status);
    return { status: 201, body: shown(call, repository, status) };
  });
}

async function resolved(repository: StoredRepository, ref: string): Promise<string | undefined> {
  return ref === '' ? undefined : resolveCommit(repository.folder, ref);
}

async function list(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const commit = await resolved(repository, call.params['ref'] ?? '');
  if (commit === undefined) throw new Refusal(422, `No commit found for SHA: ${call.params['ref']}`);
  const own = repository.statuses.filter((status) => status.sha === commit).toReversed();
  return paged(call, own, (status) => shown(call, repository, status));
}

async function combined(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const commit = await resolved(repository, call.params['ref'] ?? '');
  if (commit === undefined) throw new Refusal(422, `No commit found for SHA: ${call.params['ref']}`);
  const newest = new Map<string, StoredStatus>();
  for (const status of repository.statuses) if (status.sha === commit) newest.set(status.context, status);
  const states = [...newest.values()].map((status) => status.state);
  const bad = states.some((state) => state === 'failure' || state === 'error');
  const waiting = states.length === 0 || states.includes('pending');
  return {
    status: 200,
    body: {
      state: bad ? 'failure' : waiting ? 'pending' : 'success',
      sha: commit,
      total_count: newest.size,
      statuses: [...newest.values()].map((status) => shown(call, repository, status)),
    },
  };
}

const pages = ['per_page', 'page'];
export const statusRoutes: readonly Route[] = [
  route('POST', '/repos/:owner/:repo/statuses/:sha', create),
  route('GET', '/repos/:owner/:repo/statuses/:ref', list, pages),
  route('GET', '/repos/:owner/:repo/commits/:ref/statuses', list, pages),
  route('GET', '/repos/:owner/:repo/commits/:ref/status', combined, pages),
];
