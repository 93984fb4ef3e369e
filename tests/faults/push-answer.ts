import type { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

/** The status that GitHub was answered when it told of the push. */
export function pushAnswer(theatre: Theatre, commit: string): Promise<number> {
  const told = () =>
    theatre.github.world.deliveries.all.find((one) => one.event === 'push' && one.body.includes(`"after":"${commit}"`));
  return until('GitHub told of the push and got an answer', () => told()?.attempts[0]?.status, {
    tell: () => theatre.transcript(),
  });
}
