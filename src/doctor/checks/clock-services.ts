import { defineCheck, fail, listed, ok, warn } from '../check.ts';

/** GitHub takes an app’s JWT within a minute; approvals and locks expire by this clock. */
export const clockServices = defineCheck({
  id: 'clock-services',
  title: 'This machine’s clock',
  wanted: 'Within 5 seconds of what GitHub and Discord say.',
  remedy: 'Let the system set its clock: timedatectl set-ntp true.',
  of: ({ clocks }) => {
    const heard = clocks.flatMap(({ of, aheadMs }) => (aheadMs.ok ? [{ of, aheadMs: aheadMs.value }] : []));
    if (heard.length > 0) return { ok: true, value: heard };
    return {
      ok: false,
      why: `nobody told the time: ${listed(clocks.flatMap(({ of, aheadMs }) => (aheadMs.ok ? [] : [`${of}: ${aheadMs.why}`])))}`,
    };
  },
  judge: (clocks) => {
    const said = clocks.map(
      ({ of, aheadMs }) => `${of} ${aheadMs < 0 ? 'behind' : 'ahead'} by ${(Math.abs(aheadMs) / 1000).toFixed(1)} s`,
    );
    const most = Math.max(...clocks.map(({ aheadMs }) => Math.abs(aheadMs)));
    if (most > 60_000) return fail(listed(said));
    return most > 5_000 ? warn(listed(said)) : ok(listed(said));
  },
});
