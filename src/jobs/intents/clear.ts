import { shortCommit } from '../../core/release.ts';
import { done, hindered, mutating } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** /clear: a named person says, with a reason, that a version may go there again. */
export const clear = mutating<'clear'>(async ({ use, intent }) => {
  const { project, environment, actor, version, reason } = intent;
  const no = await mayAsk(use, actor, 'clear');
  if (no !== undefined) return { refusal: no };
  const standing = await use.ledger.badVersions.standing(project, environment);
  const mark = standing.find((one) => one.number === version);
  if (mark === undefined) return hindered('release.not-bad', `#${version} is not marked.`);
  return {
    would: [`Would let #${version} (${shortCommit(mark.commit)}) go to ${environment} again.`],
    act: async () => {
      await use.ledger.badVersions.clear(mark.id, actor, reason);
      const left = standing.length - 1;
      return done(
        'request.done',
        `#${version} (${shortCommit(mark.commit)}) may go to ${environment} again.`,
        left > 0
          ? `${left} more ${left === 1 ? 'is' : 'are'} marked; ${environment} stays locked.`
          : `${environment} is free.`,
      );
    },
  };
});
