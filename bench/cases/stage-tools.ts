import { Journey } from '../../demo/journey.ts';
import { openStage } from '../../demo/stage.ts';
import type { Case, Row } from '../case.ts';
import { median, spread } from '../statistics.ts';

const rounds = 5;
/** The event app's scenario of 10,000 people. */
const scenario = 'draw-day';
const everybody = /10,002 users/;

const row = (what: string, values: readonly number[], wantedMs: number): Row => ({
  what,
  value: spread(values),
  bar: { wanted: `under ${String(wantedMs / 1000)} s`, met: median(values) < wantedMs },
});

/**
 * What a tester waits for in Discord: from the press of the button until the answer says that it is done, and from the
 * command until its answer. Beside event-app.ts, which runs the app's own scripts: here are the isolation that is looked
 * at, the gate, the lease, the signed request, and the answer's way to Discord, too.
 */
export const stageTools: Case = {
  name: 'stage-tools',
  async run(say) {
    const stage = await openStage(say);
    try {
      const journey = new Journey(stage, () => undefined);
      await journey.untilReady(await stage.repository.begin());
      const seeded = await journey.asks('cara', 'seed', { scenario }, /Seeded “draw-day”/);
      const shows: number[] = [];
      const resets: number[] = [];
      const undos: number[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        say(`reset and undo: ${String(round)} of ${String(rounds)}`);
        const asks = /nothing is done yet/;
        const shown = await journey.asks('cara', 'reset', { scenario }, asks);
        if (!everybody.test(shown.words)) throw new Error(`Not 10,000 people:\n${shown.words}`);
        shows.push(shown.milliseconds);
        const press = () => journey.presses('cara', asks, 'reset');
        const reset = await journey.hearsAfter('cara', press, 'what the reset came to', /There now: .*10,002 users/);
        resets.push(reset.milliseconds);
        undos.push((await journey.asks('cara', 'undo-reset', {}, /Back as before the reset: .*10,002/)).milliseconds);
      }
      return [
        { what: '/seed of 10,000 people', value: spread([seeded.milliseconds]) },
        { what: '/reset until it shows what it would wipe', value: spread(shows) },
        row('its button pressed → 10,000 people wiped, kept, seeded anew, and told so', resets, 10_000),
        row('/undo-reset → told that it is as before', undos, 2_000),
      ];
    } finally {
      await stage.close();
    }
  },
};
