import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';

/** One Greenroom for all of these stories; each lets production go again when it is done. */
let theatre: Theatre;
beforeAll(async () => {
  theatre = await Theatre.open();
});
afterAll(() => theatre.close());

describe('between a request and production', () => {
  it('C4 R3.4 /lock holds production, says who and why, and /unlock lets what is approved go by itself', async () => {
    const commit = await theatre.stages();
    await theatre.types('ben', 'lock', { environment: 'production', reason: 'the jury is watching' });
    await theatre.hears('ben', /holds it until/);
    expect(await theatre.types('dan', 'status')).toMatch(/🔒 held by ben: the jury is watching/);
    const card = await theatre.asksForProduction(commit);
    theatre.reacts('ben', card);
    await theatre.reads(/lock\.in-force/);
    expect(await theatre.version('production')).toBeUndefined();
    await theatre.types('ana', 'unlock', { environment: 'production' });
    await theatre.hears('ana', /lock\.not-yours/);
    await theatre.types('ben', 'unlock', { environment: 'production' });
    await theatre.serves('production', commit);
  });

  it('C4 a push to a staging that somebody holds waits, and goes when it is free', async () => {
    await theatre.types('ana', 'lock', { environment: 'staging', reason: 'looking at the draw' });
    await theatre.hears('ana', /holds it until/);
    const before = await theatre.version('staging');
    const commit = await theatre.pushes();
    await theatre.reads(new RegExp(`staging 🕒 waiting · ${commit.slice(0, 7)}[\\s\\S]*lock\\.in-force`));
    expect(await theatre.version('staging')).toEqual(before);
    await theatre.types('ana', 'unlock', { environment: 'staging' });
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
  });

  it('C4 R3.4 /freeze keeps an approved change out, and /unfreeze lets it in', async () => {
    const commit = await theatre.stages({}, 'For after the show');
    expect(await theatre.types('ana', 'freeze', { reason: 'the show' })).toMatch(/actor\.not-allowed/);
    await theatre.types('ben', 'freeze', { reason: 'the show', hours: 2 });
    await theatre.hears('ben', /the show/);
    const before = await theatre.version('production');
    const card = await theatre.asksForProduction(commit);
    theatre.reacts('ben', card);
    await theatre.reads(/freeze\.active/);
    expect(await theatre.version('production')).toEqual(before);
    await theatre.types('ben', 'unfreeze', { reason: 'the show is over' });
    await theatre.serves('production', commit);
  });

  it('R5.4 what production was taken back from is refused until a release manager has looked', async () => {
    const good = await theatre.version('production');
    const sick = await theatre.stages({ claimsIn: { production: 'f'.repeat(40) } }, 'Claims to be another');
    theatre.reacts('ben', await theatre.asksForProduction(sick));
    await theatre.reads(new RegExp(`rolled back[^\n]*${sick.slice(0, 7)}`));
    expect(await theatre.version('production')).toEqual(good);
    await theatre.types('ana', 'promote');
    await theatre.hears('ana', /release\.known-bad/);
    expect(await theatre.types('dan', 'status')).toMatch(/🔒 held by Greenroom/);
  });

  it('C6 R3.4 a migration that destroys something asks for one approval more, and says so in plain words', async () => {
    const commit = await theatre.pushes({}, 'Drops what nobody uses', {
      migrations: { '001-days.sql': 'select 1;\n', '002-nobody.sql': 'DROP TABLE IF EXISTS nobody;\n' },
    });
    await theatre.reads(new RegExp(`${commit.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    const before = await theatre.version('production');
    const card = await theatre.asksForProduction(commit);
    expect(card.text).toMatch(/0 of 2 approvals[\s\S]*destructive[\s\S]*A rollback will not undo this/);
    theatre.reacts('ben', card);
    await theatre.reads(/1 of 2 approvals/);
    expect(await theatre.version('production')).toEqual(before);
  });
});
