import type { Answer, Call, Route } from '../route.ts';
import type { StoredDelivery } from '../deliver.ts';
import type { Hook } from '../repository.ts';
import { Refusal, paged, repositoryOf, route } from '../route.ts';
import { parseJson } from '../parse-json.ts';

function hookOf(call: Call): Hook {
  const found = repositoryOf(call).hooks.find((hook) => hook.id === Number(call.params['hook']));
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
}

function deliveriesOf(call: Call): readonly StoredDelivery[] {
  const hook = hookOf(call);
  return call.world.deliveries.all.filter((delivery) => delivery.hook === hook).toReversed();
}

function deliveryOf(call: Call): StoredDelivery {
  const found = deliveriesOf(call).find((delivery) => delivery.id === Number(call.params['delivery']));
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
    redelivery: last?.redelivery ?? false,
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

function one(call: Call): Answer {
  const delivery = deliveryOf(call);
  const request = { headers: delivery.headers, payload: parseJson(delivery.body) };
  const response = { headers: {}, payload: delivery.attempts.at(-1)?.answer ?? '' };
  return { status: 200, body: { ...shown(delivery), url: delivery.hook.url, request, response } };
}

const path = '/repos/:owner/:repo/hooks/:hook';
export const hookRoutes: readonly Route[] = [
  route('GET', `${path}/deliveries`, (call) => paged(call, deliveriesOf(call), shown), ['per_page', 'cursor']),
  route('GET', `${path}/deliveries/:delivery`, one),
  route('POST', `${path}/deliveries/:delivery/attempts`, (call) => {
    call.world.deliveries.redeliver(deliveryOf(call));
    return { status: 202, body: {} };
  }),
  route('POST', `${path}/pings`, (call) => {
    call.world.ping(repositoryOf(call), hookOf(call));
    return { status: 204 };
  }),
];
