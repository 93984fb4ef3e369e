import * as spec from 'discord-api-spec/zod';
import type { ZodMiniType } from 'zod/mini';
import * as z from 'zod/mini';

/** What Discord's OpenAPI says of a route. The package ships schemas but no map from routes to them, so here it is. */
export interface RouteSpec {
  readonly request?: ZodMiniType;
  /** Keys that are sent and ignored, though the specification has no such. */
  readonly ignored?: readonly string[];
  readonly response?: ZodMiniType;
  /** Query parameters; another one is a violation. */
  readonly query?: Readonly<Record<string, RegExp>>;
}

const id = /^\d{1,20}$/;
const truth = /^(true|false|0|1)$/i;
const upTo100 = /^([1-9]\d?|100)$/;
const message = spec.MessageResponseSchema;
const command = spec.ApplicationCommandResponseSchema;
const thread = { thread_id: id };

function commandsAt(base: string): Record<string, RouteSpec> {
  return {
    [`GET ${base}`]: { response: z.array(command), query: { with_localizations: truth } },
    [`PUT ${base}`]: { request: z.array(spec.ApplicationCommandUpdateRequestSchema), response: z.array(command) },
    [`POST ${base}`]: { request: spec.ApplicationCommandCreateRequestSchema, response: command },
    [`GET ${base}/{command_id}`]: { response: command },
    [`DELETE ${base}/{command_id}`]: {},
  };
}

const channel = z.union([spec.GuildChannelResponseSchema, spec.ThreadResponseSchema]);
/** Inline in the specification, and so without a schema in the package. */
const memberEdit = z.object({
  nick: z.nullish(z.string()),
  roles: z.nullish(z.array(z.string().check(z.regex(id)))),
  mute: z.nullish(z.boolean()),
  deaf: z.nullish(z.boolean()),
  channel_id: z.nullish(z.string()),
  communication_disabled_until: z.nullish(z.string()),
  flags: z.nullish(z.int()),
});
const messages = '/channels/{channel_id}/messages';
const reactions = `${messages}/{message_id}/reactions`;
const webhook = '/webhooks/{webhook_id}/{webhook_token}';
const webhookEdit: RouteSpec = {
  request: spec.IncomingWebhookUpdateRequestPartialSchema,
  response: message,
  query: { ...thread, with_components: truth },
};

/** By method and path. A route that is not here takes no body and no query. */
export const specTable: Readonly<Record<string, RouteSpec>> = {
  'GET /gateway': { response: spec.GatewayResponseSchema },
  'GET /gateway/bot': { response: spec.GatewayBotResponseSchema },
  'GET /users/@me': { response: spec.UserPIIResponseSchema },
  'GET /users/@me/guilds': {
    response: z.array(spec.MyGuildResponseSchema),
    query: { limit: /^([1-9]\d?|1\d\d|200)$/, before: id, after: id, with_counts: truth },
  },
  'GET /users/{user_id}': { response: spec.UserResponseSchema },
  'GET /applications/@me': { response: spec.PrivateApplicationResponseSchema },
  'GET /oauth2/applications/@me': { response: spec.PrivateApplicationResponseSchema },
  'GET /guilds/{guild_id}': { response: spec.GuildWithCountsResponseSchema, query: { with_counts: truth } },
  'GET /guilds/{guild_id}/roles': { response: z.array(spec.GuildRoleResponseSchema) },
  'POST /guilds/{guild_id}/roles': { request: spec.CreateRoleRequestSchema, response: spec.GuildRoleResponseSchema },
  'POST /guilds/{guild_id}/channels': {
    request: spec.CreateGuildChannelRequestSchema,
    response: spec.GuildChannelResponseSchema,
  },
  'GET /guilds/{guild_id}/channels': { response: z.array(spec.GuildChannelResponseSchema) },
  'GET /guilds/{guild_id}/members': {
    response: z.array(spec.GuildMemberResponseSchema),
    query: { limit: /^([1-9]\d{0,2}|1000)$/, after: id },
  },
  'GET /guilds/{guild_id}/members/{user_id}': { response: spec.GuildMemberResponseSchema },
  'PATCH /guilds/{guild_id}/members/{user_id}': { request: memberEdit, response: spec.GuildMemberResponseSchema },
  'GET /channels/{channel_id}': { response: channel },
  'PATCH /channels/{channel_id}': { request: spec.UpdateThreadRequestPartialSchema, response: channel },
  'POST /channels/{channel_id}/threads': {
    request: spec.CreateTextThreadWithoutMessageRequestSchema,
    response: spec.CreatedThreadResponseSchema,
  },
  [`GET ${messages}`]: {
    response: z.array(message),
    query: { limit: upTo100, before: id, after: id, around: id },
  },
  [`POST ${messages}`]: { request: spec.MessageCreateRequestSchema, response: message },
  [`GET ${messages}/{message_id}`]: { response: message },
  [`PATCH ${messages}/{message_id}`]: { request: spec.MessageEditRequestPartialSchema, response: message },
  [`POST ${messages}/{message_id}/threads`]: {
    request: spec.CreateTextThreadWithMessageRequestSchema,
    // discord.js sends them with every new thread.
    ignored: ['type', 'invitable'],
    response: spec.ThreadResponseSchema,
  },
  [`GET ${reactions}/{emoji_name}`]: {
    response: z.array(spec.UserResponseSchema),
    query: { limit: upTo100, after: id, type: /^[01]$/ },
  },
  ...commandsAt('/applications/{application_id}/guilds/{guild_id}/commands'),
  ...commandsAt('/applications/{application_id}/commands'),
  'POST /interactions/{interaction_id}/{interaction_token}/callback': {
    request: z.union([
      spec.CreateMessageInteractionCallbackRequestSchema,
      spec.UpdateMessageInteractionCallbackRequestSchema,
      spec.ApplicationCommandAutocompleteCallbackRequestSchema,
    ]),
    response: spec.InteractionCallbackResponseSchema,
    query: { with_response: truth },
  },
  [`POST ${webhook}`]: {
    request: spec.IncomingWebhookRequestPartialSchema,
    response: message,
    query: { ...thread, wait: truth, with_components: truth },
  },
  [`GET ${webhook}/messages/@original`]: { response: message, query: thread },
  [`PATCH ${webhook}/messages/@original`]: webhookEdit,
  [`DELETE ${webhook}/messages/@original`]: { query: thread },
  [`GET ${webhook}/messages/{message_id}`]: { response: message, query: thread },
  [`PATCH ${webhook}/messages/{message_id}`]: webhookEdit,
  [`DELETE ${webhook}/messages/{message_id}`]: { query: thread },
};
