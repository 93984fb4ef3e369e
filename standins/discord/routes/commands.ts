import { applicationOf } from '../access.ts';
import { commandJson } from '../commands.ts';
import { objects } from '../json.ts';
import { Refusal } from '../refusal.ts';
import type { Call, Route } from '../route.ts';
import { noContent, ok, route } from '../route.ts';
import { objectOf } from '../upload.ts';

function scopeOf(call: Call): [applicationId: string, guildId: string | undefined] {
  const { id } = applicationOf(call);
  if (call.params['application_id'] !== id) throw new Refusal('unknownApplication');
  const guild = call.params['guild_id'];
  if (guild !== undefined && guild !== call.world.directory.guild.id) throw new Refusal('missingAccess');
  return [id, guild];
}

function commandOf(call: Call) {
  const found = call.world.commands.in(...scopeOf(call)).find(({ id }) => id === call.params['command_id']);
  if (found === undefined) throw new Refusal('unknownCommand');
  return found;
}

/** The same for the server's commands and for the global ones. */
function routesAt(base: string): Route[] {
  return [
    route('GET', base, (call) => ok(call.world.commands.in(...scopeOf(call)).map(commandJson))),
    route('PUT', base, (call) => {
      const stored = call.world.commands.replace(...scopeOf(call), objects(call.body));
      call.world.changes.tell();
      return ok(stored.map(commandJson));
    }),
    route('POST', base, (call) => {
      const before = call.world.commands.in(...scopeOf(call)).length;
      const stored = call.world.commands.put(...scopeOf(call), objectOf(call.body));
      const isNew = call.world.commands.in(...scopeOf(call)).length > before;
      call.world.changes.tell();
      return ok(commandJson(stored), isNew ? 201 : 200);
    }),
    route('GET', `${base}/{command_id}`, (call) => ok(commandJson(commandOf(call)))),
    route('DELETE', `${base}/{command_id}`, (call) => {
      call.world.commands.remove(commandOf(call));
      call.world.changes.tell();
      return noContent;
    }),
  ];
}

export const commandRoutes: readonly Route[] = [
  ...routesAt('/applications/{application_id}/guilds/{guild_id}/commands'),
  ...routesAt('/applications/{application_id}/commands'),
];
