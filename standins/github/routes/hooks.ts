import { z } from 'zod';
import type { Answer, Call, Route } from '../route.ts';
import type { StoredDelivery } from '../deliver.ts';
import type { Hook } from '../repository.ts';
import { isoSeconds } from '../clock.ts';
import { Refusal, paged, readBody, repositoryOf, route } from '../route.ts';
import { parseJson } from '../parse-json.ts';

function hookOf(call: Call): Hook {
  const found = repositoryOf(call).hooks.find((hook) => hook.id === Number(call.params['hook']));
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
}

/** Newest first. */
const deliveriesOf = (call: Call, hook: Hook): readonly StoredDelivery[] =>
  call.world.deliveries.all.filter((delivery) => delivery.hook === hook).toReversed();

function deliveryOf(call: Call, hook: Hook): StoredDelivery {
  const found = deliveriesOf(call, hook).find((delivery) => delivery.id === Number(call.params['delivery']));
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
}

function shown(delivery: StoredDelivery): object {
  const last = delivery.attempts.at(-1);
  const code = last?.status ?? 0;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(last?.at ?? 0).toISOString(),
    redelivery: delivery.redelivery,
    duration: (last?.took ?? 0) / 1000,
    status: code === 0 ? 'failed to connect to host' : code < 400 ? 'OK' : 'Invalid HTTP Response',
    status_code: code,
    event: delivery.event,
    action: null,
    installation_id: null,
    repository_id: delivery.repository.id,
    throttled_at: null,
  };
}

function one(call: Call, hook: Hook): Answer {
  const delivery = deliveryOf(call, hook);
  const request = { headers: delivery.headers, payload: parseJson(delivery.body) };
  const response = { headers: {}, payload: delivery.attempts.at(-1)?.answer ?? '' };
  return { status: 200, body: { ...shown(delivery), url: delivery.hook.url, request, response } };
}

const newHook = z.object({
  name: z.literal('web').default('web'),
  active: z.boolean().default(true),
  events: z.array(z.string()).default(['push']),
  config: z.strictObject({
    url: z.url(),
    content_type: z.enum(['json', 'form']).default('form'),
    secret: z.string(),
    insecure_ssl: z.union([z.literal('0'), z.literal('1')]).default('0'),
  }),
});

function hookObject(call: Call, hook: Hook): object {
  const { api } = call.world.addresses;
  const own = `${api}/repos/${repositoryOf(call).fullName}/hooks/${hook.id}`;
  const at = isoSeconds(hook.createdAt);
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: true,
    events: hook.events,
    config: { url: hook.url, content_type: hook.contentType, insecure_ssl: '0', secret: '********' },
    updated_at: at,
    created_at: at,
    url: own,
    test_url: `${own}/test`,
    ping_url: `${own}/pings`,
    deliveries_url: `${own}/deliveries`,
    last_response: { code: null, status: 'unused', message: null },
  };
}

function create(call: Call): Answer {
  const repository = repositoryOf(call);
  const { events, config } = readBody(call, 'Hook', newHook);
  if (repository.hooks.some(({ url }) => url === config.url))
    throw new Refusal(422, 'Validation Failed', {
      errors: [{ resource: 'Hook', code: 'custom', message: 'Hook already exists on this repository' }],
    });
  const hook = call.world.addHook(repository.fullName, {
    url: config.url,
    secret: config.secret,
    contentType: config.content_type,
    events: events.filter((event) => event === 'push'),
  });
  return { status: 201, body: hookObject(call, hook) };
}

/** What became of a webhook’s deliveries, and one of them once more: the same for a repository’s and for an app’s. */
export const deliveryRoutes = (path: string, hookOf: (call: Call) => Hook): readonly Route[] => [
  route('GET', `${path}/deliveries`, (call) => paged(call, deliveriesOf(call, hookOf(call)), shown), [
    'per_page',
    'cursor',
  ]),
  route('GET', `${path}/deliveries/:delivery`, (call) => one(call, hookOf(call))),
  route('POST', `${path}/deliveries/:delivery/attempts`, (call) => {
    call.world.deliveries.redeliver(deliveryOf(call, hookOf(call)));
    return { status: 202, body: {} };
  }),
];

const path = '/repos/:owner/:repo/hooks/:hook';
export const hookRoutes: readonly Route[] = [
  route(
    'GET',
    '/repos/:owner/:repo/hooks',
    (call) => paged(call, repositoryOf(call).hooks, (hook) => hookObject(call, hook)),
    ['per_page', 'page'],
  ),
  route('POST', '/repos/:owner/:repo/hooks', create),
  ...deliveryRoutes(path, hookOf),
  route('POST', `${path}/pings`, (call) => {
    call.world.ping(repositoryOf(call), hookOf(call));
    return { status: 204 };
  }),
];
