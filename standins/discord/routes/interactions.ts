import type { StoredInteraction } from '../interactions.ts';
import type { Json } from '../json.ts';
import { isJson, numberAt, objects } from '../json.ts';
import type { MessageOrigin, StoredMessage } from '../model.ts';
import { messageFlags } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import { noContent, ok, route } from '../route.ts';
import { interactionType } from '../wire/interaction.ts';
import { messageJson } from '../wire/message.ts';
import { createMessage, editMessage } from '../write-message.ts';

/** Which answers fit: 4 and 5 a message, 6 and 7 the message of the component, 8 choices. */
const fitting = { command: [4, 5], component: [4, 5, 6, 7], autocomplete: [8] } as const;

export function originOf(interaction: StoredInteraction, guildId: string, originalId?: string): MessageOrigin {
  return {
    id: interaction.id,
    kind: interaction.kind === 'component' ? 'component' : 'command',
    name: interaction.name,
    userId: interaction.userId,
    guildId,
    ...(interaction.message === undefined ? {} : { messageId: interaction.message.id }),
    ...(originalId === undefined ? {} : { originalId }),
  };
}

export const interactionRoutes: readonly Route[] = [
  route(
    'POST',
    '/interactions/{interaction_id}/{interaction_token}/callback',
    (call) => {
      const { world } = call;
      const interaction = world.interactions.byToken(call.params['interaction_token'] ?? '');
      if (interaction === undefined || interaction.id !== call.params['interaction_id'])
        throw new Refusal('unknownInteraction');
      if (interaction.state !== 'waiting') throw new Refusal('acknowledged');
      if (world.interactions.isLate(interaction)) throw new Refusal('unknownInteraction');
      const type = numberAt(call.body, 'type') ?? 0;
      const allowed: readonly number[] = fitting[interaction.kind];
      if (!allowed.includes(type)) {
        const message = `Value must be one of (${allowed.join(', ')}) for this interaction.`;
        throw new Refusal('invalidForm', [{ path: ['type'], code: 'BASE_TYPE_CHOICES', message }]);
      }
      const message = perform(call, interaction, type);
      world.changes.tell();
      return call.query.get('with_response') === 'true' ? resource(call, interaction, type, message) : noContent;
    },
    'path',
  ),
];

function perform(call: Call, interaction: StoredInteraction, type: number): StoredMessage | undefined {
  const { world, files } = call;
  const data: Json = isJson(call.body) && isJson(call.body['data']) ? call.body['data'] : {};
  switch (type) {
    case 4:
    case 5: {
      const hidden = ((numberAt(data, 'flags') ?? 0) & messageFlags.ephemeral) !== 0;
      const message = createMessage(world, {
        channelId: interaction.channelId,
        authorId: interaction.applicationId,
        body: type === 4 ? data : {},
        files: type === 4 ? files : [],
        type: interaction.kind === 'command' ? 20 : 0,
        ephemeralFor: hidden ? interaction.userId : undefined,
        interaction: originOf(interaction, world.directory.guild.id),
        webhookId: interaction.applicationId,
        loading: type === 5,
      });
      // Only now: whoever waits for the answer looks at each change.
      interaction.originalId = message.id;
      interaction.state = type === 4 ? 'answered' : 'deferred';
      return message;
    }
    case 6:
    case 7: {
      const { message } = interaction;
      if (message === undefined) throw new Refusal('unknownMessage');
      if (type === 7) editMessage(world, message, data, files);
      interaction.originalId = message.id;
      interaction.state = type === 6 ? 'deferred-update' : 'answered';
      return message;
    }
    default:
      interaction.choices = objects(data['choices']);
      interaction.state = 'answered';
      return undefined;
  }
}

function resource(
  call: Call,
  interaction: StoredInteraction,
  type: number,
  message: StoredMessage | undefined,
): Answer {
  const shown = message && {
    type: type === 5 ? 4 : type === 6 ? 7 : type,
    message: messageJson(call.world, message, interaction.applicationId),
  };
  return ok({
    interaction: {
      id: interaction.id,
      type: interactionType(interaction),
      channel_id: interaction.channelId,
      guild_id: call.world.directory.guild.id,
      ...(message === undefined
        ? {}
        : {
            response_message_id: message.id,
            response_message_loading: type === 5,
            response_message_ephemeral: message.ephemeralFor !== undefined,
          }),
    },
    ...(shown === undefined ? {} : { resource: shown }),
  });
}

/** The interaction of a webhook's path, while its token lives and after its first answer. */
export function interactionOf(call: Call): StoredInteraction {
  const found = call.world.interactions.byToken(call.params['webhook_token'] ?? '');
  if (found === undefined || found.applicationId !== call.params['webhook_id']) throw new Refusal('unknownWebhook');
  if (call.world.interactions.isExpired(found)) throw new Refusal('invalidToken');
  // Until the first answer the token opens nothing.
  if (found.state === 'waiting') throw new Refusal('unknownWebhook');
  return found;
}
