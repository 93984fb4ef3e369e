import type { Intent } from '../../core/intent.ts';
import { newId } from '../../platform/ids.ts';
import type { Intents, NewRequest } from '../../ports/intents.ts';
import { appendIntent } from './append-intent.ts';
import { type Store, inTransaction } from './database.ts';
import { storable } from './stored.ts';

/**
 * Intent, request and the reply's projection in one transaction, once per interaction. The reply is due only when the
 * intent has ended.
 */
export async function ask({ db, clock }: Store, intent: Intent, request: NewRequest): ReturnType<Intents['ask']> {
  return inTransaction(db, async (trx) => {
    const intentId = await appendIntent(trx, clock, intent);
    const id = newId(clock.now());
    const inserted = await trx
      .insertInto('requests')
      .values({
        id,
        interaction_id: request.interactionId,
        application_id: request.applicationId,
        token: storable(request.token),
        channel_id: request.channelId,
        user_id: request.userId,
        at: request.at,
        intent: intentId,
      })
      .onConflict((conflict) => conflict.column('interaction_id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted === undefined) {
      await trx.deleteFrom('intents').where('id', '=', intentId).execute();
      const first = await trx
        .selectFrom('requests')
        .select('intent')
        .where('interaction_id', '=', request.interactionId)
        .executeTakeFirstOrThrow();
      return { id: first.intent, first: false };
    }
    await trx
      .insertInto('projections')
      .values({ id: newId(clock.now()), surface: 'discord', kind: 'reply', subject: id, wanted: 0 })
      .execute();
    return { id: intentId, first: true };
  });
}
