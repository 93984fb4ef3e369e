import { isJson } from '../json.ts';
import { parseJson } from '../parse-json.ts';
import * as spec from 'discord-api-spec/zod';
import type { Answer, Route } from '../route.ts';
import { check } from './check.ts';
import { specTable } from './table.ts';

/** What is wrong with an answer of our own, by Discord's specification; undefined where nothing is. */
export function checkResponse(route: Route | undefined, { status, body }: Answer): string | undefined {
  const schema =
    status === 429
      ? spec.RatelimitedResponseSchema
      : status >= 400
        ? spec.ErrorResponseSchema
        : route && specTable[`${route.method} ${route.path}`]?.response;
  if (body === undefined) return undefined;
  if (schema === undefined) return 'it has a body, and the specification knows of none';
  // As it travels: without undefined. The specification has numbers for the codes inside `errors`, while Discord's
  // documentation shows, and Discord sends, words there; so that part is not looked at.
  // https://docs.discord.com/developers/reference#error-messages
  const sent = parseJson(JSON.stringify(body));
  const judged = status >= 400 && isJson(sent) ? { ...sent, errors: undefined } : sent;
  const { problems, unknownKeys } = check(schema, judged);
  if (problems.length > 0) return problems.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  return unknownKeys.length > 0 ? `unknown keys ${unknownKeys.join(', ')}` : undefined;
}
