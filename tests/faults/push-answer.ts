import type { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

/** The status that GitHub was answered when it told of the push. */
export async function pushAnswer(theatre: Theatre, commit: string): Promise<number> {
  const told = () =>
    theatre.github.world.deliveries.all.find((one) => one.event === 'push' && one.body.includes(`"after":"${commit}"`));
  const first = await until('GitHub told of the push', () => told()?.attempts[0], { tell: () => theatre.transcript() });
  if (first.status === 0)
    throw new Error(`no answer within ${String(first.took)} ms: ${first.answer}\n${theatre.transcript()}`);
  return first.status;
}
