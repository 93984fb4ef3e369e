import type { StoredInteraction } from '../interactions.ts';
import { numberAt } from '../json.ts';
import type { StoredMessage } from '../model.ts';
import { messageFlags } from '../model.ts';
import { Refusal } from '../refusal.ts';
import type { Answer, Call, Route } from '../route.ts';
import { noContent, ok, route } from '../route.ts';
import { objectOf } from '../upload.ts';
import { messageJson } from '../wire/message.ts';
import { createMessage, editMessage, removeMessage } from '../write-message.ts';
import { interactionOf, originOf } from './interactions.ts';

const base = '/webhooks/{webhook_id}/{webhook_token}';

/** `@original`, or a follow-up of this interaction. */
function messageAt(call: Call, interaction: StoredInteraction): StoredMessage {
  const id = call.params['message_id'] ?? interaction.originalId ?? '';
  const found = call.world.messageStore.find(id);
  const own = found?.id === interaction.originalId || found?.interaction?.id === interaction.id;
  if (found === undefined || !own) throw new Refusal('unknownMessage');
  return found;
}

function edit(call: Call): Answer {
  const interaction = interactionOf(call);
  const message = messageAt(call, interaction);
  editMessage(call.world, message, objectOf(call.body), call.files);
  if (message.id === interaction.originalId) interaction.state = 'answered';
  call.world.changes.tell();
  return ok(messageJson(call.world, message, interaction.applicationId));
}

function get(call: Call): Answer {
  const interaction = interactionOf(call);
  return ok(messageJson(call.world, messageAt(call, interaction), interaction.applicationId));
}

function remove(call: Call): Answer {
  removeMessage(call.world, messageAt(call, interactionOf(call)));
  return noContent;
}

/** Answers by an interaction's token. No bot token is needed, nor any permission in the channel. */
export const webhookRoutes: readonly Route[] = [
  route(
    'POST',
    base,
    (call) => {
      const { world } = call;
      const interaction = interactionOf(call);
      const original = world.messageStore.find(interaction.originalId ?? '');
      // The first follow-up of a deferred answer fills that answer, and its ephemeral flag is not looked at.
      if (interaction.state === 'deferred' && original !== undefined) return edit(call);
      const body = objectOf(call.body);
      const hidden = ((numberAt(body, 'flags') ?? 0) & messageFlags.ephemeral) !== 0;
      const message = createMessage(world, {
        channelId: interaction.channelId,
        authorId: interaction.applicationId,
        body,
        files: call.files,
        type: 0,
        ephemeralFor: hidden ? interaction.userId : undefined,
        interaction: originOf(interaction, world.directory.guild.id, interaction.originalId),
        webhookId: interaction.applicationId,
      });
      return ok(messageJson(world, message, interaction.applicationId));
    },
    'path',
  ),
  route('GET', `${base}/messages/@original`, get, 'path'),
  route('PATCH', `${base}/messages/@original`, edit, 'path'),
  route('DELETE', `${base}/messages/@original`, remove, 'path'),
  route('GET', `${base}/messages/{message_id}`, get, 'path'),
  route('PATCH', `${base}/messages/{message_id}`, edit, 'path'),
  route('DELETE', `${base}/messages/{message_id}`, remove, 'path'),
];
