import { defineCheck, fail, ok, warn } from '../check.ts';

export const ledgerClock = defineCheck({
  id: 'ledger-clock',
  title: 'The database’s clock',
  wanted: 'Within 5 seconds of this machine’s: leases are counted by it.',
  remedy: 'Let both machines set their clocks: timedatectl set-ntp true.',
  of: ({ ledger }) => ledger,
  judge: ({ aheadMs }) => {
    const said = `${aheadMs < 0 ? 'behind' : 'ahead'} by ${(Math.abs(aheadMs) / 1000).toFixed(1)} s`;
    if (Math.abs(aheadMs) > 30_000) return fail(said);
    return Math.abs(aheadMs) > 5_000 ? warn(said) : ok(said);
  },
});
