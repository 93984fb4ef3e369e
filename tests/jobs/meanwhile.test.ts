import { describe, expect, it } from 'vitest';
import { type Stage, type StageWorker, cast, config, shaOf, stage } from './stage.ts';

const production = { project: 'advent', environment: 'production', tier: 'production' } as const;
const actor = (who: keyof typeof cast) => ({ discordId: cast[who], name: who });

async function goesToProduction(it: Stage, name: string): Promise<void> {
  await it.pushes(name);
  await it.promotes();
  await it.reacts('ben');
}

/** Something that happens, once, after this worker has looked who asks, and before it acts. */
function onceItHasLooked(slow: StageWorker, happens: () => Promise<unknown>): void {
  const { people } = slow.use;
  const member = people.member.bind(people);
  const once = [happens];
  Object.assign(people, {
    member: async (user: string) => {
      const seen = await member(user);
      await once.pop()?.();
      return seen;
    },
  });
}

describe.each(['memory', 'postgres'] as const)('what happens while a wish is considered, in %s', (on) => {
  /** Production runs `two`, then another worker does this right before a /rollback of it is written down. */
  async function rollsBackWhile(happens: (it: Stage, other: StageWorker) => Promise<unknown>): Promise<Stage> {
    const it = await stage(config, on);
    for (const name of ['one', 'two']) await goesToProduction(it, name);
    const [slow, other] = [await it.worker('production'), await it.worker('production')];
    const { source } = slow.use;
    const describing = source.describe.bind(source);
    const once = [() => happens(it, other)];
    Object.assign(source, {
      describe: async (project: string, commit: string) => {
        await once.pop()?.();
        return describing(project, commit);
      },
    });
    await slow.handle(await it.ledger.intents.append({ ...production, kind: 'roll-back', actor: actor('ben') }));
    return it;
  }

  it('a /rollback during which an approved promotion comes there is refused, and does not go back one too far', async () => {
    const it = await rollsBackWhile(async (here, other) => {
      await here.pushes('three');
      await here.promotes();
      const waiting = await here.ledger.ledger.waiting('advent', 'production');
      here.world.reactions.set(`${waiting?.id ?? ''}✅`, [cast.ben]);
      await other.drive('production');
    });
    expect(await it.newest('production')).toMatchObject({ kind: 'promotion', state: 'succeeded' });
    expect(it.world.serving.production?.commit).toBe(shaOf('three'));
    await it.wants({ ...production, kind: 'roll-back', actor: actor('ben') });
    expect(it.world.serving.production?.commit).toBe(shaOf('two'));
  });

  it('of two who want to go back at once one does, and the other does not bring back what they went from', async () => {
    const it = await rollsBackWhile((here) => here.wants({ ...production, kind: 'roll-back', actor: actor('mira') }));
    const rollbacks = (await it.ledger.views.history('advent', 'production', 9)).filter(
      ({ kind }) => kind === 'rollback',
    );
    expect(rollbacks).toHaveLength(1);
    expect(it.world.serving.production?.commit).toBe(shaOf('one'));
  });

  it('a /freeze that is in two hands is one freeze: whoever lifts it has lifted it', async () => {
    const it = await stage(config, on);
    const now = it.clock.now();
    const span = { reason: 'the show', from: now + 3_600_000, until: now + 7_200_000 };
    const wish = await it.ledger.intents.append({ ...production, kind: 'freeze', ...span, actor: actor('ben') });
    const slow = await it.worker('production');
    onceItHasLooked(slow, () => it.workers.production.handle(wish));
    await slow.handle(wish);
    expect(await it.ledger.ledger.freezes.standing('advent', 'production', now)).toHaveLength(1);
  });

  it('who asked for a card has left since: whoever asks for the same again has a card that can begin', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes('ana');
    const old = await it.newest('production');
    it.world.members.delete(cast.ana);
    expect(await it.promotes('mira')).toMatchObject({ code: 'request.accepted' });
    expect(await it.ledger.views.deployment(old.id)).toMatchObject({ state: 'cancelled', code: 'actor.unknown' });
    await it.reacts('ben');
    expect(await it.newest('production')).toMatchObject({ state: 'succeeded', requestedBy: cast.mira });
  });

  it('the twin: while they may still ask, the card and its approvals stay', async () => {
    const it = await stage(config, on);
    await it.pushes('one');
    await it.promotes('ana');
    const { id } = await it.newest('production');
    await it.promotes('mira');
    expect(await it.newest('production')).toMatchObject({ id, state: 'waiting', requestedBy: cast.ana });
  });
});
