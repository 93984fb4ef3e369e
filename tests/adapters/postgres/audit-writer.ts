import { openLedger } from '../../../src/adapters/postgres/open-ledger.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { silentLog } from '../../world/silent-log.ts';

// A process of its own: ten writers that each set freezes, one after another, and say what was confirmed to them.
const [url = '', name = '', each = '0'] = process.argv.slice(2);
const opened = await openLedger({ url, instance: name, clock: systemClock, log: silentLog });

async function writer(): Promise<void> {
  for (let n = 0; n < Number(each); n += 1) {
    const { id } = await opened.ledger.freezes.set({
      project: 'advent',
      environment: 'production',
      reason: `${name} sets its ${String(n)}.`,
      by: { discordId: '1', name },
      from: 1,
      until: 9e15,
    });
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all(Array.from({ length: 10 }, () => writer()));
await opened.close();
