import { mostConfirmMs } from '../../core/confirmation.ts';
import type { ResetPlan } from '../../core/stage-tool.ts';
import { playing } from '../stage/playing.ts';
import { lastedInWords, redisInWords, rowsInWords } from '../stage/words.ts';
import { done, hindered } from './handler.ts';

const shown = ({ host, rows, redisKeys }: ResetPlan, scenario: string): readonly string[] => [
  `Where: ${host}`,
  `Would be wiped: ${rowsInWords(rows)}. ${redisInWords(redisKeys)}`,
  `Then migrated and seeded with “${scenario}”. /undo-reset brings the data back for a day; Redis stays wiped.`,
];

/**
 * /reset: says where and what, and asks once. The button carries out what was shown: where the data has moved since, the
 * hash has too, and nothing is wiped.
 */
export const reset = playing<'reset'>({
  tool: 'reset',
  wish: async ({ input, confirms, actor, project, environment }, { use, tools, signal }) => {
    const { token } = await use.ledger.leases.current({ project, name: environment });
    const plan = await tools.planReset({ by: actor, fence: token }, signal);
    if (!plan.ok) return hindered(plan.code, plan.detail);
    const { planHash } = plan.value;
    const would = shown(plan.value, input.scenario);
    const now = use.clock.now();
    if (confirms === undefined)
      return {
        would,
        act: async () => ({
          ...done('stage.confirm', ...would),
          confirms: {
            verb: 'reset',
            label: `Wipe, then seed “${input.scenario}”`,
            expiresAt: now + mostConfirmMs,
            ...input,
            planHash,
          },
        }),
      };
    if (now >= confirms.expiresAt) return hindered('stage.confirm-expired');
    if (confirms.planHash !== planHash) return hindered('stage.plan-moved', ...would);
    return {
      wished: {
        input: { ...input, planHash },
        detail: `${input.scenario}, at ${plan.value.host}`,
        confirms: confirms.request,
      },
      would,
    };
  },
  told: ({ phases, before, after, undo, redisWiped }) => ({
    lines: [
      `Wiped: ${rowsInWords(before)}.`,
      `There now: ${rowsInWords(after)}.`,
      ...(phases.length === 0 ? [] : [phases.map(({ name, ms }) => `${name} ${lastedInWords(ms)}`).join(' · ')]),
      redisWiped ? 'Redis was wiped: everybody logs in again.' : 'There is no Redis to wipe.',
      ...(undo === undefined ? [] : [`/undo-reset brings it back until ${new Date(undo.until).toISOString()}.`]),
    ],
  }),
});
