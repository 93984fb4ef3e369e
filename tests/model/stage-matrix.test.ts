import { expect, test } from 'vitest';
import { commands } from '../../src/bot/commands/index.ts';
import { Refused } from '../../src/bot/refused.ts';
import type { Intent } from '../../src/core/intent.ts';
import { type StageTool, type ToolWish, stageTools } from '../../src/core/stage-tool.ts';
import { mayTable } from '../../src/core/may.ts';
import { type Stage, config, stage } from '../jobs/stage.ts';
import { type Person, actorOf, askingAs, becomes, people, waysToName } from './matrix-cast.ts';

/**
 * Every stage tool × every way to wish for it × everybody × every way to name production. What is played is counted in
 * the apps, which belong to nobody's opinion: production's has been played with by nobody. Each cell has a twin that
 * names staging, and takes effect where that person may.
 */
const hour = 3_600_000;
const inputs: { readonly [O in StageTool]: { readonly options: object; readonly input: object } } = {
  seed: { options: { scenario: 'draw day' }, input: { scenario: 'draw day' } },
  reset: { options: { scenario: 'fresh' }, input: { scenario: 'fresh' } },
  'undo-reset': { options: {}, input: {} },
  'unlock-day': { options: { day: 3 }, input: { day: 3 } },
  complete: { options: { user: 'ana', mode: 'normal' }, input: { user: 'ana', mode: 'normal' } },
  clock: { options: { real: true }, input: { clear: true } },
  simulate: { options: {}, input: {} },
  draw: { options: {}, input: {} },
};

type Way = (it: Stage, tool: StageTool, environment: string, person: Person) => Promise<void>;

function wishOf(it: Stage, tool: StageTool, person: Person): ToolWish {
  const confirms = { planHash: it.app.planHash(), request: Math.random().toString(), expiresAt: it.clock.now() + hour };
  const { input } = inputs[tool];
  // Exactly what the bot would write, and for a reset what its button would.
  return {
    kind: tool,
    actor: actorOf(person),
    input,
    ...(tool === 'reset' ? { confirms } : {}),
  } as unknown as ToolWish;
}

/** Appended as no bot would, and handed to both workers, as a queue would that somebody else writes to. */
const forged =
  (tier: 'staging' | 'production'): Way =>
  async (it, tool, environment, person) => {
    const intent: Intent = { project: 'advent', environment, tier, ...wishOf(it, tool, person) };
    const id = await it.ledger.intents.append(intent);
    await it.workers.staging.handle(id);
    await it.workers.production.handle(id);
  };

const ways: Readonly<Record<string, Way>> = {
  'types the command': async (it, tool, environment, person) => {
    const command = commands.find(({ name }) => name === tool);
    await command?.run(askingAs(it, person), { ...inputs[tool].options, environment }).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
    });
  },
  'forges a wish for the staging worker': forged('staging'),
  'forges a wish for the production worker': forged('production'),
};
const everybody = Object.keys(people) as Person[];

/** Production is live, nothing is shared, everything is known: nothing but the name stands in the way. */
async function scene(): Promise<Stage> {
  const it = await stage(config, 'memory');
  await it.pushes('one');
  await it.promotes('ana');
  await it.reacts('ben');
  await it.looksAround();
  it.world.effects.length = 0;
  return it;
}

const cells = stageTools.flatMap((tool) =>
  Object.keys(ways).flatMap((way) =>
    everybody.flatMap((person) => Object.entries(waysToName).map(([how, name]) => ({ tool, way, person, how, name }))),
  ),
);

test('C5 every cell is there', () => {
  expect(cells).toHaveLength(8 * 3 * 7 * 14);
});

test.each(stageTools)(
  'E5.2 E9.2 E9.4 whoever wishes for /%s never reaches production, however it is named',
  async (tool) => {
    const it = await scene();
    for (const { way, person, how, name } of cells.filter((cell) => cell.tool === tool)) {
      becomes(it, person);
      await ways[way]?.(it, tool, name, person);
      expect(it.world.effects, `${person} ${way}, ${how}`).toEqual([]);
    }
    expect(await it.ledger.ledger.stage.open('advent', 'production')).toEqual([]);
  },
);

const mayPlay = (tool: StageTool, person: Person): boolean =>
  person === 'with every role' ||
  mayTable[tool].some((role) => role === person || (role === 'releaseManager' && person === 'release manager'));

test.each(stageTools)('the twin: /%s on staging takes effect where they may', async (tool) => {
  const it = await scene();
  for (const way of ['types the command', 'forges a wish for the staging worker'])
    for (const person of everybody) {
      it.world.effects.length = 0;
      becomes(it, person);
      await ways[way]?.(it, tool, 'staging', person);
      // Typing /reset asks first: its button does it.
      const asksFirst = tool === 'reset' && way === 'types the command';
      const wanted = mayPlay(tool, person) && !asksFirst ? [`${tool} staging`] : [];
      expect(it.world.effects, `${person} ${way}`).toEqual(wanted);
    }
});

test('a permit for a stage tool buys nothing in production, no other tool, and nothing twice', async () => {
  const it = await scene();
  const { use } = it.workers.staging;
  const tools = use.works.on === 'staging' ? use.works.stageTools('advent', 'staging') : undefined;
  const lease = await use.ledger.leases.acquire({ project: 'advent', name: 'staging' });
  const live = await use.ledger.live('advent', 'staging');
  if (tools === undefined || lease === undefined || live === undefined) throw new Error('nothing to ask with');
  becomes(it, 'tester');
  const asks = async () => {
    const { id, name } = { id: actorOf('tester').discordId, name: 'seed' as const };
    const subject = { environment: tools.environment, release: live.release, lease, actor: { id, action: name } };
    const answer = await use.gate.ask<'seed', 'staging'>('seed', 'deployment', subject, new AbortController().signal);
    if (!answer.allowed) throw new Error(answer.detail);
    return answer.permit;
  };
  const { terms } = await asks();
  const now = it.clock.now();
  for (const other of [
    { environment: 'production' },
    { tier: 'production' },
    { operation: 'reset' },
    { token: lease.token + 1 },
  ]) {
    const permit = await asks();
    expect(() => permit.spend({ ...terms, ...other, now } as never)).toThrow(/permit\.mismatch/);
    expect(() => permit.spend({ ...terms, now })).toThrow(/permit\.spent/);
  }
});
