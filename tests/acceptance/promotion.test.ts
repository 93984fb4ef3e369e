import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

/** One Greenroom for all of these stories; each brings a commit of its own and looks at what production ran before. */
let theatre: Theatre;
beforeAll(async () => {
  theatre = await Theatre.open();
});
afterAll(() => theatre.close());

describe('a promotion', () => {
  it('R3.4 R5.1 R5.2 C6 takes the tested artifact itself to production when another person approves by reaction', async () => {
    const before = await theatre.version('production');
    const commit = await theatre.stages();
    const tested = theatre.servingDigests('staging');
    const card = await theatre.asksForProduction(commit);
    expect(await theatre.version('production')).toEqual(before);
    theatre.reacts('ben', card);
    await theatre.serves('production', commit);
    expect(theatre.servingDigests('production')).toEqual(tested);
    await theatre.reads(new RegExp(`production ✅[^\n]*${commit.slice(0, 7)}`));
  });

  it('C4 C6 is not approved by who asked, nor by people without the role', async () => {
    const before = await theatre.version('production');
    const commit = await theatre.stages();
    const card = await theatre.asksForProduction(commit, 'ben');
    theatre.reacts('ben', card);
    theatre.reacts('cara', card);
    theatre.reacts('dan', card);
    await theatre.reads(/approval\.self/);
    expect(await theatre.version('production')).toEqual(before);
  });

  it('C4 is refused to who may not ask, with the reason and what to do', async () => {
    await theatre.stages();
    expect(await theatre.types('dan', 'promote')).toMatch(/actor\.not-allowed/);
  });

  it('C5 production is not offered to /deploy, and typed by hand it is refused in words', async () => {
    const before = await theatre.version('production');
    await theatre.stages();
    expect(await theatre.types('ana', 'deploy', { environment: 'production' })).toMatch(
      /environment\.production-refused/,
    );
    expect(await theatre.version('production')).toEqual(before);
  });

  it('R5.3 R5.4 that production does not take well is taken back by itself, and people are told', async () => {
    const good = await theatre.stages();
    await theatre.promotes(good);
    const sick = await theatre.stages({ claimsIn: { production: 'f'.repeat(40) } }, 'Claims to be another');
    theatre.reacts('ben', await theatre.asksForProduction(sick));
    await theatre.reads(new RegExp(`rolled back[^\n]*${sick.slice(0, 7)}`));
    await theatre.serves('production', good);
    const alert = await theatre.reads(new RegExp(`rolled back[^\n]*${sick.slice(0, 7)}`), { channel: 'alerts' });
    const { world } = theatre.discord;
    const manager = world.directory.members.get(theatre.ids.ben)?.roles;
    const called = world.messages(theatre.ids.alerts).find(({ id }) => id === alert.id)?.mentions.roles;
    expect(called).toEqual(manager);
    expect(await theatre.version('staging')).toMatchObject({ environment: 'staging' });
  });

  it('R3.4 /rollback takes production back to the last version that was verified there', async () => {
    const first = await theatre.stages({}, 'first');
    // What production was taken back from in the story before keeps it held until somebody has looked.
    const bad = /#(\d+)/.exec((await theatre.reads(/rolled back/)).text)?.[1] ?? '';
    expect(await theatre.types('ana', 'clear', { version: Number(bad), reason: 'not ours' })).toMatch(
      /actor\.not-allowed/,
    );
    await theatre.types('ben', 'clear', { version: Number(bad), reason: 'it claimed to be another' });
    await theatre.hears('ben', /may go to production again/);
    await theatre.promotes(first);
    const second = await theatre.stages({}, 'second');
    await theatre.promotes(second);
    expect(await theatre.types('ana', 'rollback')).toMatch(/actor\.not-allowed/);
    await theatre.types('ben', 'rollback');
    await theatre.serves('production', first);
  });

  it('C4 /plan shows every guard and does nothing', async () => {
    const before = await theatre.version('production');
    await theatre.stages();
    await theatre.types('dan', 'plan', { operation: 'promote' });
    const answer = await theatre.hears('dan', /Nothing was done/);
    expect(answer).toMatch(/actor-may[\s\S]*verified-in-staging[\s\S]*approval-matches-card/);
    expect(await theatre.version('production')).toEqual(before);
  });

  it('C4 /status, /history and /logs answer with what is so', async () => {
    const commit = await theatre.stages();
    expect(await theatre.types('dan', 'status')).toContain(commit.slice(0, 7));
    expect(await theatre.types('dan', 'history')).toContain(commit.slice(0, 7));
    expect(await theatre.types('dan', 'logs', { deployment: 1 })).toMatch(/actor\.not-allowed/);
    await theatre.types('cara', 'logs', { deployment: 1 });
    await until(
      'the log is there',
      () =>
        theatre.attachments('cara').length > 0 ||
        theatre.shown('deployments', 'cara').some((message) => message.text.includes('building')),
    );
  });
});
