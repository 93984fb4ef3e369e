import { createHash } from 'node:crypto';
import { mostConfirmMs } from '../../core/confirmation.ts';
import { ageInWords } from '../../core/evidence.ts';
import type { IntentOutcome } from '../../core/intent.ts';
import type { Leftover } from '../../core/leftover.ts';
import type { DisposableTarget } from '../../ports/target.ts';
import type { Use } from '../use.ts';
import { type Handling, done, hindered, mutating, refused } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** Milliseconds that all of it may take; each removal is fenced by itself. */
const removalMs = 120_000;

/** What was shown, as a short print: a button that carries it removes exactly that. Ages move, and are no part of it. */
export function printOfLeftovers(left: readonly Leftover[]): string {
  const ids = left.map(({ id, what }) => `${id} ${what}`).toSorted();
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 16);
}

const things = (count: number): string => `${count} ${count === 1 ? 'thing' : 'things'}`;

/** Shows what nothing needs any more in an environment off production, and removes it once somebody has looked. */
export const cleanUp = mutating<'clean-up'>(async ({ use, intent, signal }) => {
  const { project, environment, actor, confirms } = intent;
  const no = await mayAsk(use, actor, 'clean-up');
  if (no !== undefined) return { refusal: no };
  const found = use.projects[project]?.environments[environment];
  if (found === undefined) return hindered('environment.unknown');
  if (use.works.on !== 'staging' || found.tier !== 'staging') return hindered('environment.production-refused');
  const target = use.works.target(project, environment);
  let left: readonly Leftover[];
  try {
    left = await target.leftovers(await use.ledger.keptDigests(use.works.keepsArtifacts), signal);
  } catch (error) {
    return hindered('state.unknown', error instanceof Error ? error.message : String(error));
  }
  if (left.length === 0) {
    const nothing = `Nothing is left in ${environment} that nothing needs.`;
    return { would: [nothing], act: async () => done('request.done', nothing) };
  }
  const print = printOfLeftovers(left);
  const now = use.clock.now();
  const lines = left.map(({ what, since }) => (since === undefined ? what : `${what}, ${ageInWords(now - since)} old`));
  if (confirms === undefined)
    return {
      would: [`Would show ${things(left.length)} in ${environment}, and remove nothing yet:`, ...lines],
      act: async () => ({
        ...done('request.done', `Nothing needs these ${things(left.length)} in ${environment}:`, ...lines),
        confirms: {
          verb: 'clean-up',
          label: `Remove ${left.length}`,
          expiresAt: now + mostConfirmMs,
          shown: print,
        },
      }),
    };
  if (now >= confirms.expiresAt) return hindered('stage.confirm-expired');
  if (confirms.shown !== print) return hindered('clean-up.moved', `Now there are ${things(left.length)}.`);
  return {
    would: [`Would remove ${things(left.length)} from ${environment}:`, ...lines],
    act: async () => remove(use, intent, target, left),
  };
});

/** With the environment's lease, so that it is never in the middle of a deployment; with the gate's permit, as all else. */
async function remove(
  use: Use,
  { project, environment, actor }: Handling<'clean-up'>['intent'],
  target: DisposableTarget<'staging'>,
  left: readonly Leftover[],
): Promise<IntentOutcome> {
  const lease = await use.ledger.leases.acquire({ project, name: environment });
  if (lease === undefined)
    return refused('lease.held', `Somebody is at work in ${environment}; use /cleanup again when that has ended.`);
  try {
    const over = AbortSignal.timeout(removalMs);
    const release = (await use.ledger.live(project, environment))?.release;
    const answer = await use.gate.ask<'clean-up', 'staging'>(
      'clean-up',
      'deployment',
      { environment: target.environment, release, lease, actor: { id: actor.discordId, action: 'clean-up' } },
      over,
    );
    if (!answer.allowed) return refused(answer.code, answer.detail);
    const removed: string[] = [];
    const io = {
      output: (line: string) => void removed.push(line.trim()),
      signal: over,
      // A lease lasts for seconds, and there may be much to remove.
      fence: async () => {
        if (!(await use.ledger.leases.renew(lease))) throw new Error('lease.lost: another worker has taken over');
      },
    };
    const result = await target.cleanUp(answer.permit, { artifacts: release?.artifacts ?? [], left }, lease.token, io);
    await use.ledger.audit({
      kind: 'clean-up.done',
      project,
      environment,
      actor: actor.discordId,
      facts: { removed, ok: result.ok },
    });
    return result.ok
      ? done('request.done', result.detail, ...removed)
      : refused(result.code, `${result.detail}; ${things(removed.length)} were removed before that.`, ...removed);
  } finally {
    await use.ledger.leases.release(lease);
  }
}
