import type { Answer } from './answer.ts';
import { doctorReply } from './cards/doctor.ts';
import type { BotParts } from './parts.ts';
import { Refused } from './refused.ts';

/** Another page of an answer that is there already: read from the ledger, so that it works after a restart as well. */
export async function turnPage({ views }: BotParts, userId: string, of: string): Promise<Answer> {
  const [id = '', page = ''] = of.split('.');
  const request = await views.request(id);
  if (request?.outcome?.findings === undefined)
    throw new Refused('request.malformed', 'There is no such answer any more.');
  // Others see it, too, where it had to be told in the channel.
  if (request.userId !== userId) throw new Refused('stage.not-yours');
  return { drawn: doctorReply(id, request.outcome.findings, Number.parseInt(page, 10) || 0) };
}
