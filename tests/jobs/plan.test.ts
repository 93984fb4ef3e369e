import pg from 'pg';
import { describe, expect, it } from 'vitest';
import type { Wish } from '../../src/core/intent.ts';
import type { StageTool, ToolInputs } from '../../src/core/stage-tool.ts';
import { type Stage, cast, config, shaOf, stage } from './stage.ts';

type Who = keyof typeof cast;
type Place = 'staging' | 'production';
const hour = 3_600_000;
const about = (place: Place) => ({ project: 'advent', environment: place, tier: place }) as const;
const by = (who: Who) => ({ discordId: cast[who], name: who });

/** Where each thing that people can ask for is asked, and what changes when it is done. */
const wishes: {
  readonly [K in Wish['kind']]: {
    readonly place: Place;
    readonly wish: (stage: Stage, who: Who) => Promise<Extract<Wish, { kind: K }>>;
  };
} = {
  deploy: { place: 'staging', wish: async (_, who) => ({ kind: 'deploy', actor: by(who) }) },
  promote: { place: 'production', wish: async (_, who) => ({ kind: 'promote', actor: by(who) }) },
  'roll-back': { place: 'production', wish: async (_, who) => ({ kind: 'roll-back', actor: by(who) }) },
  cancel: {
    place: 'production',
    wish: async (here, who) => ({ kind: 'cancel', actor: by(who), deployment: await newestId(here, 'production') }),
  },
  verify: {
    place: 'staging',
    wish: async (here, who) => ({ kind: 'verify', actor: by(who), deployment: await newestId(here, 'staging') }),
  },
  'clean-up': { place: 'staging', wish: async (_, who) => ({ kind: 'clean-up', actor: by(who) }) },
  lock: {
    place: 'production',
    wish: async (_, who) => ({ kind: 'lock', actor: by(who), reason: 'the jury is here', takeOver: false }),
  },
  unlock: { place: 'production', wish: async (_, who) => ({ kind: 'unlock', actor: by(who), reason: 'done' }) },
  clear: {
    place: 'production',
    wish: async (here, who) => ({
      kind: 'clear',
      actor: by(who),
      version: (await here.ledger.views.history('advent', 'production', 1))[0]?.number ?? 99,
      reason: 'the provider was down',
    }),
  },
  freeze: {
    place: 'production',
    wish: async (here, who) => {
      const from = here.clock.now();
      return { kind: 'freeze', actor: by(who), reason: 'the show is tonight', from, until: from + hour };
    },
  },
  unfreeze: { place: 'production', wish: async (_, who) => ({ kind: 'unfreeze', actor: by(who), reason: 'over' }) },
  seed: played('seed', { scenario: 'draw day' }),
  reset: {
    place: 'staging',
    wish: async (_, who) => ({ kind: 'reset', actor: by(who), input: { scenario: 'fresh' } }),
  },
  'undo-reset': played('undo-reset', {}),
  'unlock-day': played('unlock-day', { day: 3 }),
  complete: played('complete', { user: 'ana', mode: 'veteran' }),
  clock: played('clock', { clear: true }),
  simulate: played('simulate', { user: 'ana' }),
  draw: played('draw', {}),
};

function played<K extends Exclude<StageTool, 'reset'>>(kind: K, input: ToolInputs[K]) {
  const wish = async (_: Stage, who: Who) => ({ kind, actor: by(who), input }) as unknown as Extract<Wish, { kind: K }>;
  return { place: 'staging', wish } as const;
}

async function newestId(here: Stage, place: Place): Promise<string> {
  return (await here.ledger.views.history('advent', place, 1))[0]?.id ?? '00000000-0000-4000-8000-000000000000';
}

async function oneIsLive(here: Stage): Promise<void> {
  await here.pushes('one');
  await here.promotes();
  await here.reacts('ben');
}
const wants = (here: Stage, place: Place, wish: Wish) => here.wants({ ...about(place), ...wish });

const situations: Readonly<Record<string, (here: Stage) => Promise<void>>> = {
  'nothing was ever pushed': async () => undefined,
  'a first push is verified': async (here) => {
    await here.pushes('one');
    await here.looksAround();
  },
  'a card waits': async (here) => {
    await here.pushes('one');
    await here.promotes();
  },
  'two versions have been live': async (here) => {
    await oneIsLive(here);
    await here.pushes('two');
    await here.promotes();
    await here.reacts('ben');
  },
  'production was taken back': async (here) => {
    await oneIsLive(here);
    here.world.sickIn.set(shaOf('two'), ['production']);
    await here.pushes('two');
    await here.promotes();
    await here.reacts('ben');
  },
  'mira holds both places': async (here) => {
    await here.pushes('one');
    for (const place of ['staging', 'production'] as const)
      await wants(here, place, { kind: 'lock', actor: by('mira'), reason: 'the jury is here', takeOver: false });
  },
  'production is frozen': async (here) => {
    await here.pushes('one');
    await wants(here, 'production', await wishes.freeze.wish(here, 'mira'));
  },
  'Discord does not answer': async (here) => {
    await here.pushes('one');
    here.world.discordAway = true;
  },
};

/** Every row, but for what a plan itself leaves: its intent, its request, and the projection of its reply. */
async function rows(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    );
    const dump: string[] = [];
    for (const { name } of tables) {
      if (['intents', 'requests'].includes(name)) continue;
      const but = name === 'projections' ? "WHERE kind <> 'reply'" : '';
      const { rows: found } = await client.query<{ row: string }>(
        `SELECT (to_jsonb(t) - 'claimed_until' - 'claimed_by')::text AS row FROM "${name}" t ${but} ORDER BY 1`,
      );
      dump.push(`${name}: ${String(found.length)}`, ...found.map(({ row }) => row));
    }
    return dump.join('\n');
  } finally {
    await client.end();
  }
}

const kinds = Object.keys(wishes) as Wish['kind'][];
const happened = new Set<string>();

describe.each(Object.keys(situations))('where %s', (situation) => {
  it.each(kinds.flatMap((kind) => (['ben', 'dan'] as const).map((who) => [kind, who] as const)))(
    'a plan of %s by %s says what the command does',
    async (kind, who) => {
      const here = await stage(config, 'memory');
      await situations[situation]?.(here);
      const { place, wish: make } = wishes[kind];
      const wish = await make(here, who);
      const effects = here.world.effects.length;
      const planned = await here.wants({ ...about(place), kind: 'plan', of: wish });
      const obstacles = await here.wants({ ...about(place), kind: 'plan', of: wish, only: 'obstacles' });
      expect(here.world.effects).toHaveLength(effects);
      const done = await wants(here, place, wish);
      if (planned.code === 'request.done') {
        expect(done.code).toMatch(/^(request\.(done|accepted)|stage\.confirm)$/);
        expect(obstacles.code).toBe('request.done');
        happened.add(kind);
      } else {
        expect(planned.code).toBe(done.code);
        expect(obstacles.code).toBe(done.code);
        expect(planned.lines).toEqual(expect.arrayContaining([...done.lines]));
      }
      if (who === 'dan') expect(planned.code).not.toBe('request.done');
    },
  );
});

it('in these situations each of them was planned with a yes that came true', () => {
  expect([...happened].toSorted()).toEqual(kinds.toSorted());
});

it.each(kinds)('a plan of %s leaves nothing in the ledger but its own question', async (kind) => {
  const here = await stage(config, 'postgres');
  await oneIsLive(here);
  await here.pushes('two');
  await here.promotes();
  await here.looksAround();
  const { place, wish } = wishes[kind];
  const of = await wish(here, 'ben');
  const before = await rows(here.url);
  await here.wants({ ...about(place), kind: 'plan', of });
  await here.wants({ ...about(place), kind: 'plan', of, only: 'obstacles' });
  expect(await rows(here.url)).toBe(before);
});
