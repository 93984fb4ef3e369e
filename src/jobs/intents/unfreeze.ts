import { type Freeze, describeFreeze, frozenAt, momentText } from '../../core/freeze.ts';
import { done, hindered, mutating } from './handler.ts';
import { mayAsk } from './may-ask.ts';

/** What people have frozen just now; where that is nothing, the next freeze that somebody has planned. */
function toLift(freezes: readonly Freeze[], now: number): readonly Freeze[] {
  const inForce = freezes.filter(({ from }) => from <= now);
  return inForce.length > 0 ? inForce : freezes.slice(0, 1);
}

/** /unfreeze: lifts what people have frozen. The config's own rules are not a command's to lift. */
export const unfreeze = mutating<'unfreeze'>(async ({ use, intent }) => {
  const { project, environment, actor, reason } = intent;
  const no = await mayAsk(use, actor, 'unfreeze');
  if (no !== undefined) return { refusal: no };
  const config = use.projects[project];
  if (config?.environments[environment]?.tier !== 'production')
    return hindered('environment.unknown', `${environment} is no production of ${project}; only production is frozen.`);
  const now = use.clock.now();
  const manual = await use.ledger.freezes.standing(project, environment, now);
  // What the calendar says matters to the answer alone: one that cannot be read must not keep a person's freeze in force.
  const rules = ((): ReturnType<typeof frozenAt> | string => {
    try {
      return frozenAt(now, { ...use.calendar.around(config.promote, now), manual: [] });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  })();
  const byConfig =
    typeof rules === 'string'
      ? `The config’s freezes cannot be read: ${rules}`
      : rules.frozen
        ? describeFreeze(rules)
        : undefined;
  const lifted = toLift(manual, now);
  const planned = !lifted.some(({ from }) => from <= now);
  if (byConfig !== undefined && planned) return hindered('freeze.in-config', `In the config: ${byConfig}.`);
  if (lifted.length === 0) return hindered('freeze.none');
  const left = manual.filter((one) => !lifted.includes(one));
  const tell = ({ by, reason: why, from, until }: Freeze): string =>
    `${by.name}, from ${momentText(from)} until ${momentText(until)}: ${why}`;
  return {
    would: [
      ...lifted.map((one) => `Would ${planned ? 'call off' : 'lift'}: ${tell(one)}`),
      ...(byConfig === undefined ? [] : [`It would stay frozen by the config: ${byConfig}.`]),
    ],
    act: async (id) => {
      await use.ledger.freezes.lift(
        lifted.map((one) => one.id),
        actor,
        reason,
        {
          id,
          outcome: done(
            'request.done',
            ...lifted.map((one) => `${planned ? 'Called off' : 'Lifted'}: ${tell(one)}`),
            ...(byConfig === undefined ? [] : [`Still frozen by the config: ${byConfig}.`]),
            ...left.map((one) => `Still planned: ${tell(one)}`),
          ),
        },
      );
      use.log.info({ project, environment, lifted: lifted.length, by: actor.discordId }, 'a freeze was lifted');
      return undefined;
    },
  };
});
