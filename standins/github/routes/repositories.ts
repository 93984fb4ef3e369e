import { repositoryObject } from '../payloads/repository.ts';
import { userObject } from '../payloads/user.ts';
import type { Call, Route } from '../route.ts';
import { repositoryOf, route } from '../route.ts';

function mine(call: Call): object {
  const { api, server } = call.world.addresses;
  return userObject(call.by.account, api, server);
}

export const repositoryRoutes: readonly Route[] = [
  route('GET', '/user', (call) => ({ status: 200, body: mine(call) })),
  route('GET', '/repos/:owner/:repo', (call) => {
    const { api, server } = call.world.addresses;
    const permissions = { admin: false, maintain: false, push: true, triage: true, pull: true };
    return { status: 200, body: { ...repositoryObject(repositoryOf(call), api, server), permissions } };
  }),
];
