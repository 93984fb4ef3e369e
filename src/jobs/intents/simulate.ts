import type { ToolResults } from '../../core/stage-tool.ts';
import { playing } from '../stage/playing.ts';

const count = new Intl.NumberFormat('en');

/** Without the full stop of an app that answers in sentences. */
const bare = (reason: string): string => reason.replace(/\.$/, '');

function oneInWords({ eligible, because }: NonNullable<ToolResults['simulate']['user']>, who?: string): string {
  const why = because.map(bare).join('; ');
  const head =
    who === undefined ? (eligible ? 'Eligible' : 'Not eligible') : `${who} is ${eligible ? '' : 'not '}eligible`;
  if (eligible) return why === '' ? `${head}.` : `${head}: ${why}.`;
  return `${head}: ${why || 'the app gives no reason'}.`;
}

/** /simulate: who could take part in a draw, and why not. */
export const simulate = playing<'simulate'>({
  tool: 'simulate',
  wish: async ({ input, environment }) => {
    const who =
      input.user ?? (input.synthetic === undefined ? 'everybody' : `${count.format(input.synthetic)} made-up users`);
    const detail = `${who}${input.draw === undefined ? '' : `, for ${input.draw}`}`;
    return { wished: { input, detail }, would: [`Would ask who is eligible in ${environment}: ${detail}.`] };
  },
  told: ({ eligible, ineligible, reasons, user }, _use, input) => ({
    lines:
      user === undefined
        ? [
            `${count.format(eligible)} eligible, ${count.format(ineligible)} not.`,
            ...reasons.slice(0, 10).map(({ reason, count: many }) => `${count.format(many)} × ${bare(reason)}`),
          ]
        : [oneInWords(user, input?.user)],
  }),
});
