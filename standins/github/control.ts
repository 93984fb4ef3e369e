import { z } from 'zod';
import { parseJson } from './parse-json.ts';
import { apiFaultKinds, gitFaultKinds } from './faults.ts';
import type { GithubWorld } from './world.ts';

const repository = z.string();
const verb = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('addUser'), login: z.string(), name: z.string().optional() }),
  z.strictObject({
    verb: z.literal('addRepository'),
    repository,
    seedFolder: z.string().optional(),
    defaultBranch: z.string().optional(),
    private: z.boolean().optional(),
    fork: z.boolean().optional(),
  }),
  z.strictObject({
    verb: z.literal('addHook'),
    repository,
    url: z.url(),
    secret: z.string(),
    ping: z.boolean().optional(),
  }),
  z.strictObject({
    verb: z.literal('commit'),
    repository,
    branch: z.string(),
    files: z.record(z.string(), z.union([z.string(), z.null()])),
    author: z.string(),
    message: z.string(),
  }),
  z.strictObject({
    verb: z.literal('forcePush'),
    repository,
    branch: z.string(),
    to: z.string(),
    author: z.string(),
  }),
  z.strictObject({ verb: z.literal('revert'), repository, branch: z.string(), author: z.string() }),
  z.strictObject({ verb: z.literal('deleteBranch'), repository, branch: z.string(), author: z.string() }),
  z.strictObject({
    verb: z.literal('openPull'),
    repository,
    head: z.string(),
    base: z.string(),
    title: z.string(),
    author: z.string(),
  }),
  z.strictObject({ verb: z.literal('mergePull'), repository, number: z.number(), author: z.string() }),
  z.strictObject({ verb: z.literal('losesWebhooks'), count: z.number() }),
  z.strictObject({ verb: z.literal('doublesWebhooks'), count: z.number(), newId: z.boolean().optional() }),
  z.strictObject({ verb: z.literal('reordersWebhooks'), count: z.number(), seed: z.number() }),
  z.strictObject({ verb: z.literal('delaysWebhooks'), milliseconds: z.number(), count: z.number().optional() }),
  z.strictObject({
    verb: z.literal('breaksApi'),
    kind: z.enum(apiFaultKinds),
    times: z.number().optional(),
    on: z.string().optional(),
    retryAfter: z.number().optional(),
  }),
  z.strictObject({
    verb: z.literal('breaksGit'),
    kind: z.enum(gitFaultKinds),
    times: z.number().optional(),
    on: z.enum(['fetch', 'push']).optional(),
  }),
  z.strictObject({ verb: z.literal('heals') }),
]);

/** Leaves out what was not said, since an explicit undefined is not the same to the types. */
function said<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return JSON.parse(JSON.stringify(value));
}

/** `POST /_world/act`: one verb of the world, as JSON `{"verb": …}`; what it gave back. */
export async function act(world: GithubWorld, text: string): Promise<unknown> {
  const order = verb.parse(parseJson(text));
  switch (order.verb) {
    case 'addUser':
      return world.addUser(order.login, order.name === undefined ? {} : { name: order.name });
    case 'addRepository': {
      const { verb: _, repository: name, ...options } = order;
      const added = await world.addRepository(name, said(options));
      return { repository: added.fullName, id: added.id, url: world.remote(name) };
    }
    case 'addHook': {
      const { verb: _, repository: name, ...options } = order;
      return { hook: world.addHook(name, said(options)).id };
    }
    case 'commit':
      return { sha: await world.commit(order.repository, order.branch, order.files, order) };
    case 'forcePush':
      return { sha: await world.forcePush(order.repository, order.branch, order.to, order.author) };
    case 'revert':
      return { sha: await world.revert(order.repository, order.branch, order.author) };
    case 'deleteBranch':
      return await world.deleteBranch(order.repository, order.branch, order.author);
    case 'openPull':
      return { number: world.openPull(order.repository, order) };
    case 'mergePull':
      return { sha: await world.mergePull(order.repository, order.number, order.author) };
    case 'losesWebhooks':
      return world.losesWebhooks(order.count);
    case 'doublesWebhooks':
      return world.doublesWebhooks(order.count, order.newId);
    case 'reordersWebhooks':
      return world.reordersWebhooks(order.count, order.seed);
    case 'delaysWebhooks':
      return world.delaysWebhooks(order.milliseconds, order.count);
    case 'breaksApi':
      return world.breaksApi(said(order));
    case 'breaksGit':
      return world.breaksGit(said(order));
    case 'heals':
      return world.heals();
  }
}

/** `GET /_world/state`: everything that GitHub would know, as JSON. */
export async function state(world: GithubWorld): Promise<unknown> {
  const repositories = [];
  for (const one of world.repositories()) {
    repositories.push({
      id: one.id,
      fullName: one.fullName,
      url: world.remote(one.fullName),
      branches: await world.branches.heads(one.fullName),
      hooks: one.hooks.map(({ id, url, events }) => ({ id, url, events })),
      statuses: one.statuses.map((status) => ({ ...status, creator: status.creator.login })),
      deployments: one.deployments.map((deployment) => ({
        ...deployment,
        creator: deployment.creator.login,
        statuses: deployment.statuses.map((status) => ({ ...status, creator: status.creator.login })),
      })),
      pulls: one.pulls.map((pull) => ({ ...pull, author: pull.author.login })),
    });
  }
  const deliveries = world.deliveries.all.map(({ id, guid, event, lost, attempts, repository: of }) => ({
    id,
    guid,
    event,
    lost,
    attempts,
    repository: of.fullName,
  }));
  return { repositories, deliveries, requests: world.requests, violations: world.violations };
}
