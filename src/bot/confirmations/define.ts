import type { Confirmation, ConfirmVerb } from '../../core/confirmation.ts';
import type { Intent } from '../../core/intent.ts';
import type { RequestView } from '../../ports/views.ts';
import type { Answer } from '../answer.ts';
import { ask } from '../ask.ts';
import type { Asking } from '../parts.ts';
import { type Place, stagingNamed } from '../places.ts';
import { Refused } from '../refused.ts';

/**
 * A button under an answer that says what would be done: pressed, exactly that is asked for. Its id is `verb:request`, and
 * carries no authority: what was shown is read from that request's outcome, and who may is checked at the press.
 */
export interface Confirmer {
  readonly verb: ConfirmVerb;
  /** Refuses where somebody else asked, and where what was shown is too old. */
  run(asking: Asking, request: RequestView): Promise<Answer>;
}

interface Pressed<V extends ConfirmVerb> {
  readonly asking: Asking;
  readonly place: Place<'staging'>;
  readonly shown: Extract<Confirmation, { verb: V }>;
  /** Request that showed it. */
  readonly request: string;
}

/** `wish` is what the button asks for; `says` goes with “asked”. */
export function defineConfirmer<V extends ConfirmVerb>(
  verb: V,
  wish: (pressed: Pressed<V>) => { readonly intent: Intent; readonly says: string },
): Confirmer {
  const isOurs = (shown: Confirmation): shown is Extract<Confirmation, { verb: V }> => shown.verb === verb;
  return {
    verb,
    run: async (asking, { id, userId, place: { project, environment }, outcome }) => {
      const shown = outcome?.confirms;
      if (shown === undefined || !isOurs(shown))
        throw new Refused('request.malformed', 'There is no such button any more.');
      if (userId !== asking.actor.discordId) throw new Refused('stage.not-yours');
      if (asking.clock.now() >= shown.expiresAt) throw new Refused('stage.confirm-expired');
      const place = stagingNamed(asking.config, project, environment);
      const { intent, says } = wish({ asking, place, shown, request: id });
      return ask(asking, intent, says);
    },
  };
}
