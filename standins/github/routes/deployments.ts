import { z } from 'zod';
import { isoSeconds } from '../clock.ts';
import { resolveCommit } from '../history.ts';
import { userObject } from '../payloads/user.ts';
import type { StoredDeployment, StoredRepository } from '../repository.ts';
import type { Answer, Call, Route } from '../route.ts';
import { Refusal, paged, readBody, repositoryOf, route } from '../route.ts';

const newDeployment = z.object({
  ref: z.string().min(1),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
  environment: z.string().max(255).default('production'),
  description: z.string().nullish(),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

function shown(call: Call, repository: StoredRepository, deployment: StoredDeployment): object {
  const { api, server } = call.world.addresses;
  const own = `${api}/repos/${repository.fullName}/deployments/${deployment.id}`;
  return {
    url: own,
    id: deployment.id,
    node_id: `DE_${deployment.id}`,
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: isoSeconds(deployment.at),
    updated_at: isoSeconds(deployment.statuses.at(-1)?.at ?? deployment.at),
    statuses_url: `${own}/statuses`,
    repository_url: `${api}/repos/${repository.fullName}`,
    creator: userObject(deployment.creator, api, server),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: null,
  };
}

async function create(call: Call): Promise<Answer> {
  const repository = repositoryOf(call);
  const body = readBody(call, 'Deployment', newDeployment);
  const sha = await resolveCommit(repository.folder, body.ref);
  if (sha === undefined) throw new Refusal(422, `No ref found for: ${body.ref}`);
  // Left on, GitHub may merge the default branch into what was asked for and deploy something nobody tested.
  if (body.auto_merge) call.world.violation(`${call.name}: auto_merge was left on`);
  const newest = new Map<string, string>();
  for (const status of repository.statuses) if (status.sha === sha) newest.set(status.context, status.state);
  const contexts = body.required_contexts ?? [...newest.keys()];
  const open = contexts.filter((context) => newest.get(context) !== 'success');
  if (open.length > 0) {
    throw new Refusal(409, `Conflict: Commit status checks failed for ${body.ref}.`, {
      errors: open.map((context) => ({ contexts: [{ context, state: newest.get(context) ?? 'pending' }] })),
    });
  }
  const deployment: StoredDeployment = {
    id: call.world.nextId(),
    sha,
    ref: body.ref,
    task: body.task,
    environment: body.environment,
    description: body.description ?? null,
    payload: body.payload,
    transient: body.transient_environment,
    production: body.production_environment ?? body.environment === 'production',
    creator: call.by.account,
    at: call.world.clock.now(),
    statuses: [],
  };
  repository.deployments.push(deployment);
  return { status: 201, body: shown(call, repository, deployment) };
}

function list(call: Call): Answer {
  const repository = repositoryOf(call);
  const wanted = (name: string, value: string): boolean => {
    const asked = call.query.get(name);
    return asked === null || asked === 'none' || asked === value;
  };
  const found = repository.deployments.filter(
    (one) =>
      wanted('sha', one.sha) &&
      wanted('ref', one.ref) &&
      wanted('task', one.task) &&
      wanted('environment', one.environment),
  );
  return paged(call, found.toReversed(), (deployment) => shown(call, repository, deployment));
}

export function deploymentOf(call: Call): StoredDeployment {
  const id = Number(call.params['deployment']);
  const found = repositoryOf(call).deployments.find((deployment) => deployment.id === id);
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
}

export const deploymentRoutes: readonly Route[] = [
  route('POST', '/repos/:owner/:repo/deployments', create),
  route('GET', '/repos/:owner/:repo/deployments', list, ['sha', 'ref', 'task', 'environment', 'per_page', 'page']),
  route('GET', '/repos/:owner/:repo/deployments/:deployment', (call) => ({
    status: 200,
    body: shown(call, repositoryOf(call), deploymentOf(call)),
  })),
];
