import type { ConfigFile } from '../../src/config/schema.ts';
import type { ReasonCode } from '../../src/core/reason.ts';
import type { StepName } from '../../src/core/step.ts';
import type { Use } from '../../src/jobs/use.ts';
import { cast, config, stage } from './stage.ts';

type Name = keyof typeof cast;
type Promote = ConfigFile['projects'][string]['promote'];

/** The stage, with another way to approve; and what happens to people and cards while nobody looks. */
export async function gatekeepers(promote: Partial<Promote> = {}, on: 'postgres' | 'roles' | 'memory' = 'memory') {
  const advent = config.projects['advent'];
  if (advent === undefined) throw new Error('the stage has no project');
  const here = await stage(
    {
      ...config,
      people: { 'ana-codes': cast.ana, 'mira-codes': cast.mira, ana: cast.ana },
      projects: { advent: { ...advent, promote: { ...advent.promote, ...promote } } },
    },
    on,
  );
  const { world } = here;
  const key = async (emoji: string): Promise<string> => {
    const waiting = await here.ledger.ledger.waiting('advent', 'production');
    if (waiting === undefined) throw new Error('no card waits');
    return `${waiting.id}${emoji}`;
  };
  return {
    ...here,
    /** A role that Discord has taken from somebody, or given. */
    hasRoles: (who: Name, ...roleIds: string[]): void =>
      void world.members.set(cast[who], { id: cast[who], name: who, bot: false, roleIds }),
    leaves: (who: Name): void => void world.members.delete(cast[who]),
    isBot: (who: Name, ...roleIds: string[]): void =>
      void world.members.set(cast[who], { id: cast[who], name: who, bot: true, roleIds }),
    /** A tap that no bot saw. */
    taps: async (who: Name, emoji = '✅'): Promise<void> => {
      const at = await key(emoji);
      world.reactions.set(at, [...(world.reactions.get(at) ?? []), cast[who]]);
    },
    withdraws: async (who: Name, emoji = '✅'): Promise<void> => {
      const at = await key(emoji);
      world.reactions.set(
        at,
        (world.reactions.get(at) ?? []).filter((id) => id !== cast[who]),
      );
    },
    /** What stands in the way, as the card says it. */
    inTheWay: async (): Promise<readonly ReasonCode[]> =>
      ((await here.newest('production')).promotion?.verdicts ?? []).flatMap((one) => (one.allowed ? [] : [one.code])),
    standings: async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        ((await here.newest('production')).promotion?.approvals ?? []).map((one) => [one.name, one.standing]),
      ),
    /** Effects that production has seen. */
    changes: (): readonly string[] => world.effects.filter((effect) => effect.includes('production')),
    presses: (who: Name, deployment: string) =>
      here.wants({
        kind: 'verify',
        project: 'advent',
        environment: 'staging',
        tier: 'staging',
        deployment,
        actor: { discordId: cast[who], name: who },
      }),
  };
}

/** Something that happens after a promotion has begun, right before one of its steps. */
export function before(use: Use, name: StepName, happens: () => void): void {
  const { ledger } = use;
  const startStep = ledger.startStep.bind(ledger);
  Object.assign(ledger, {
    startStep: (...given: Parameters<typeof startStep>) => {
      if (given[1] === name) happens();
      return startStep(...given);
    },
  });
}
