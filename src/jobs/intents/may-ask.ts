import type { Actor, IntentOutcome } from '../../core/intent.ts';
import { may } from '../../core/may.ts';
import type { Action } from '../../core/operation.ts';
import type { Use } from '../use.ts';
import { refused } from './handler.ts';

/** Reads the asker's roles from Discord now: what they had when they typed is not what counts. */
export async function mayAsk(use: Use, actor: Actor, action: Action): Promise<IntentOutcome | undefined> {
  let member;
  try {
    member = await use.people.member(actor.discordId);
  } catch (error) {
    return refused(
      'state.unknown',
      `Discord did not say who you are: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (member === undefined) return refused('actor.unknown');
  return may(member.roleIds, use.roles, action) && !member.bot ? undefined : refused('actor.not-allowed');
}
