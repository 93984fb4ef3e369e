import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Theatre } from '../../tests/world/theatre.ts';
import type { Case } from '../case.ts';
import { inMs, median } from '../statistics.ts';
import { openDatabase } from '../world/database.ts';

const runs = 5;
const withinMs = 2_000;

const shown = (values: readonly number[]): string =>
  `${inMs(median(values))} (${values.map((value) => value.toFixed(0)).join(', ')})`;

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** From the start of the process to its “ready”, which it says when webhooks are taken and Discord's gateway is open. */
export const start: Case = {
  name: 'start',
  async run(say) {
    // The first start, which makes the tables and registers the commands, is not counted.
    const theatre = await Theatre.open({ database: await openDatabase(), rateLimits: 'discord' });
    try {
      const ours: number[] = [];
      const bare: number[] = [];
      for (let run = 1; run <= runs; run += 1) {
        say(`start ${String(run)} of ${String(runs)}`);
        for (const one of theatre.processes.splice(0)) await one.stop();
        bare.push(await took(() => once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')));
        ours.push(await took(() => theatre.starts()));
      }
      const middle = median(ours);
      return [
        { what: 'node -e 0, for comparison', value: shown(bare) },
        {
          what: 'greenroom start → ready',
          value: shown(ours),
          bar: { wanted: `under ${String(withinMs / 1000)} s`, met: middle < withinMs },
        },
      ];
    } finally {
      await theatre.close();
    }
  },
};
