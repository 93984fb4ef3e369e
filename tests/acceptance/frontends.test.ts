import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyFront } from '../world/tiny-front.ts';
import { Theatre } from '../world/theatre.ts';

describe('a frontend that is told at run time', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await Theatre.open({ front: 'told at run time' });
  });
  afterAll(() => theatre.close());

  it('R2.1 R2.3 R5.2 asks the backend of its own environment, from one and the same artifact', async () => {
    const commit = await theatre.stages();
    const { staging, production } = theatre.ports;
    expect(await theatre.frontSays('staging')).toMatchObject({ apiUrl: `http://127.0.0.1:${staging}` });
    const tested = theatre.servingDigests('staging');
    await theatre.promotes(commit);
    expect(await theatre.frontSays('production')).toMatchObject({ apiUrl: `http://127.0.0.1:${production}` });
    expect(theatre.servingDigests('production')).toEqual(tested);
    expect(theatre.fronts.staging).not.toBe(theatre.fronts.production);
  });

  it('R2.1 that points at another backend fails on staging, and the one before goes on serving', async () => {
    const good = await theatre.stages();
    const lies = tinyFront({ lies: { staging: 'http://elsewhere.test' } });
    const bad = await theatre.pushes({}, 'Points elsewhere', { files: lies });
    const card = await theatre.reads(new RegExp(`${bad.slice(0, 7)}[\\s\\S]*verify\\.wrong-config`));
    expect(card.text).toContain('http://elsewhere.test');
    await theatre.serves('staging', good);
    expect(await theatre.frontSays('staging')).toMatchObject({ apiUrl: `http://127.0.0.1:${theatre.ports.staging}` });
  });

  it('R2.1 that answers a page instead of its values fails too, since nobody knows where it points', async () => {
    const bad = await theatre.pushes({}, 'No values', { files: tinyFront({ hasNoConfig: true }) });
    await theatre.reads(new RegExp(`${bad.slice(0, 7)}[\\s\\S]*verify\\.config-unreadable`));
  });

  it('R2.1 R5.4 that would lead production’s people elsewhere is taken back there', async () => {
    const good = (await theatre.version('production'))?.commit;
    const lies = tinyFront({ lies: { production: 'http://elsewhere.test' } });
    const bad = await theatre.pushes({}, 'Lies in production', { files: lies });
    await theatre.reads(new RegExp(`${bad.slice(0, 7)}[\\s\\S]*[Rr]eady for manual testing`));
    theatre.reacts('ben', await theatre.asksForProduction(bad));
    await theatre.reads(new RegExp(`rolled back[^\n]*${bad.slice(0, 7)}[\\s\\S]*verify\\.wrong-config`));
    await theatre.serves('production', good ?? '');
  });
});

describe('a changed config', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await Theatre.open({ front: 'told at run time' });
  });
  afterAll(() => theatre.close());
  const titled = (title: string) => ({ apiUrl: '{api.url}', title });

  it('R2.4 is brought to staging by itself, and to production only when people approve its own card', async () => {
    const commit = await theatre.stages({ lostWhenGreeted: 'lost' });
    await theatre.promotes(commit);
    const running = theatre.servingFolders('production');
    await theatre.reconfigures('services.web.config.values', titled('Secret-winter'));
    await theatre.reads(/staging ✅ ready[\s\S]*Configuration changed:[^\n]*web\.config\.title/);
    expect(await theatre.frontSays('staging')).toMatchObject({ title: 'Secret-winter' });
    const card = await theatre.reads(
      /needs approval[\s\S]*Only the configuration[^\n]*would go to production[^\n]*web\.config\.title/,
    );
    expect(card.text).not.toContain('Secret-winter');
    expect(await theatre.frontSays('production')).toMatchObject({ title: 'Advent' });
    theatre.reacts('ben', card);
    await theatre.reads(/production ✅ live[\s\S]*Only the configuration/);
    expect(await theatre.frontSays('production')).toMatchObject({ title: 'Secret-winter' });
    expect(theatre.servingFolders('production').toSorted()).toEqual(running.toSorted());
  });

  it('R2.4 R5.4 with which production is not well is taken back to the values that served before', async () => {
    const before = theatre.environmentOf('production', 'GREETING');
    const release = await theatre.version('production');
    // Only production's backend is given it, and does not know any more who it is.
    await theatre.reconfigures('environments.production.target.services.api.env.GREETING', 'lost');
    const card = await theatre.reads(/needs approval[\s\S]*Only the configuration[^\n]*api\.GREETING/);
    theatre.reacts('ben', card);
    await theatre.reads(/production [^\n]*rolled back[\s\S]*verify\.wrong-environment/);
    expect(theatre.environmentOf('production', 'GREETING')).toEqual(before);
    expect(await theatre.version('production')).toEqual(release);
    await theatre.reads(/verify\.wrong-environment/, { channel: 'alerts' });
    // The version is no bad one for that: with values that are right it goes on.
    await theatre.reconfigures('environments.production.target.services.api.env.GREETING', 'found');
    theatre.reacts('ben', await theatre.reads(/needs approval[^\n]*#6[\s\S]*Only the configuration/));
    await theatre.reads(/production ✅ live[^\n]*#6/);
    expect(theatre.environmentOf('production', 'GREETING')).toEqual(['GREETING=found']);
  });
});

describe('a frontend that is built for each environment', () => {
  let theatre: Theatre;
  beforeAll(async () => {
    theatre = await Theatre.open({ front: 'built for each' });
  });
  afterAll(() => theatre.close());

  it('R2.1 R5.1 R5.2 has each build made with the commit; the card says which was tested and which one production gets', async () => {
    const commit = await theatre.stages();
    expect(await theatre.frontPage('staging')).toBe(
      `<p>${commit} asks http://127.0.0.1:${String(theatre.ports.staging)}</p>`,
    );
    const built = theatre.artifactsCount();
    const card = await theatre.asksForProduction(commit);
    expect(card.text).toMatch(
      /Built for each environment[\s\S]*web: staging `[0-9a-f]{12}` · production `[0-9a-f]{12}`/,
    );
    theatre.reacts('ben', card);
    await theatre.serves('production', commit);
    await theatre.reads(new RegExp(`production ✅[^\n]*${commit.slice(0, 7)}`));
    expect(await theatre.frontPage('production')).toBe(
      `<p>${commit} asks http://127.0.0.1:${String(theatre.ports.production)}</p>`,
    );
    expect(theatre.artifactsCount()).toBe(built);
  });

  it('R2.4 is built anew by itself when production’s values change, tested, and promoted as a release of its own', async () => {
    const commit = (await theatre.version('staging'))?.commit ?? '';
    await theatre.reconfigures('services.web.buildVariables', { VITE_API_URL: '{api.url}/v2' });
    await theatre.reads(/staging ✅ ready[\s\S]*Configuration changed:[^\n]*web\.buildVariables/);
    expect(await theatre.frontPage('staging')).toContain('/v2');
    expect(await theatre.frontPage('production')).not.toContain('/v2');
    theatre.reacts('ben', await theatre.asksForProduction(commit));
    await theatre.reads(/production ✅ live[\s\S]*#[4-9]|production ✅ live[^\n]*#[4-9]/);
    expect(await theatre.frontPage('production')).toContain('/v2');
  });
});
