import { z } from 'zod';
import { isoSeconds } from '../clock.ts';
import { userObject } from '../payloads/user.ts';
import type { StoredDeployment, StoredDeploymentStatus } from '../repository.ts';
import type { Answer, Call, Route } from '../route.ts';
import { paged, readBody, repositoryOf, route } from '../route.ts';
import { deploymentOf } from './deployments.ts';

const newStatus = z.object({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'], 'is not in the list'),
  target_url: z.string().default(''),
  log_url: z.string().default(''),
  description: z.string().max(140, 'description is too long (maximum is 140 characters)').default(''),
  environment: z.string().optional(),
  environment_url: z.string().default(''),
  auto_inactive: z.boolean().default(true),
});

function shown(call: Call, deployment: StoredDeployment, status: StoredDeploymentStatus): object {
  const { api, server } = call.world.addresses;
  const repository = `${api}/repos/${repositoryOf(call).fullName}`;
  const parent = `${repository}/deployments/${deployment.id}`;
  return {
    url: `${parent}/statuses/${status.id}`,
    id: status.id,
    node_id: `DES_${status.id}`,
    state: status.state,
    creator: userObject(status.creator, api, server),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl,
    log_url: status.logUrl,
    environment_url: status.environmentUrl,
    created_at: isoSeconds(status.at),
    updated_at: isoSeconds(status.at),
    deployment_url: parent,
    repository_url: repository,
  };
}

function create(call: Call): Answer {
  const repository = repositoryOf(call);
  const deployment = deploymentOf(call);
  const body = readBody(call, 'DeploymentStatus', newStatus);
  const made = (more: Pick<StoredDeploymentStatus, 'state' | 'description'>): StoredDeploymentStatus => ({
    id: call.world.nextId(),
    logUrl: body.log_url || body.target_url,
    environmentUrl: body.environment_url,
    creator: call.by.account,
    at: call.world.clock.now(),
    ...more,
  });
  const status = made({ state: body.state, description: body.description });
  deployment.statuses.push(status);
  if (body.state === 'success' && body.auto_inactive) {
    // Documented: all prior non-transient, non-production deployments of the same environment become inactive.
    for (const other of repository.deployments) {
      const prior = other.id < deployment.id && other.environment === deployment.environment;
      if (!prior || other.transient || other.production || other.statuses.at(-1)?.state === 'inactive') continue;
      other.statuses.push(made({ state: 'inactive', description: '' }));
    }
  }
  return { status: 201, body: shown(call, deployment, status) };
}

function list(call: Call): Answer {
  const deployment = deploymentOf(call);
  return paged(call, deployment.statuses.toReversed(), (status) => shown(call, deployment, status));
}

const path = '/repos/:owner/:repo/deployments/:deployment/statuses';
export const deploymentStatusRoutes: readonly Route[] = [
  route('POST', path, create),
  route('GET', path, list, ['per_page', 'page']),
];
