import type { Json } from '../json.ts';
import { isJson, numberAt } from '../json.ts';
import { messageFlags } from '../model.ts';
import type { FormProblem } from '../refusal.ts';
import { Refusal } from '../refusal.ts';
import type { Call } from '../route.ts';
import { objectOf } from '../upload.ts';
import { commandProblems, commandsProblems } from './commands.ts';
import { messageProblems } from './message.ts';

/**
 * What Discord refuses though its specification allows it. Known from its documentation and from others' reports; the
 * inner codes are as Discord's where they are known, the outer one is always 50035.
 */
export function rulesFor(name: string, call: Call): FormProblem[] {
  const body = objectOf(call.body);
  if (name.endsWith('/callback')) return callbackProblems(body, call);
  if (/^PUT .*\/commands$/.test(name)) {
    if (Array.isArray(call.body) && call.body.length > 100) throw new Refusal('tooManyCommands');
    return commandsProblems(call.body);
  }
  if (/^POST .*\/commands$/.test(name)) return commandProblems(body, []);
  const isMessage = /^(POST|PATCH) .*(\/messages(\/[^/]+)?|\/\{webhook_token\})$/.test(name);
  return isMessage ? messageProblems(body, call.files, []) : [];
}

function callbackProblems(body: Json, call: Call): FormProblem[] {
  const data = isJson(body['data']) ? body['data'] : {};
  if (body['type'] === 4 || body['type'] === 7) return messageProblems(data, call.files, ['data']);
  if (body['type'] !== 5) return [];
  const flags = numberAt(data, 'flags') ?? 0;
  if ((flags & ~messageFlags.ephemeral) === 0) return [];
  return [
    { path: ['data', 'flags'], code: 'INTERACTION_DEFER_FLAGS', message: 'Only EPHEMERAL can be set when deferring.' },
  ];
}
