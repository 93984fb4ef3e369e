import { refused, type IntentHandler } from './handler.ts';

const minutes = 10;
/** Lines that are looked through for the last one of the same person. */
const lately = 50;

/**
 * Puts on record that somebody named production by hand. At most one line a person in ten minutes: the chain is for ever,
 * and typing is cheap. Not a guard: nothing was ever going to happen.
 */
export const noteRefusal: IntentHandler<'note-refusal'> = async ({ use, intent }) => {
  const { project, environment, actor, command, typed } = intent;
  const code = 'environment.production-refused';
  const since = use.clock.now() - minutes * 60_000;
  const lines = await use.ledger.views.audit(project, {}, lately);
  const told = lines.some(
    (line) => line.kind === 'request.refused' && line.actor === actor.discordId && line.at >= since,
  );
  if (!told)
    await use.ledger.audit({
      kind: 'request.refused',
      project,
      environment,
      actor: actor.discordId,
      facts: { code, operation: command, detail: `“${typed}” was typed` },
    });
  return refused(code);
};
