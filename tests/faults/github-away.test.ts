import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';

let theatre: Theatre;

beforeAll(async () => {
  theatre = await Theatre.open();
});
afterEach(() => theatre.github.world.heals());
afterAll(() => theatre.close());

/** Far more than are asked in a story: GitHub stays so until it heals. */
const always = 10_000;

const statusesOf = (commit: string) => theatre.github.world.statuses('acme/advent', commit);
const deploymentsOf = (commit: string) =>
  theatre.github.world.deployments('acme/advent').filter(({ sha }) => sha === commit);

async function isReady(commit: string): Promise<void> {
  await theatre.reads(new RegExp(`staging ✅ ready · ${commit.slice(0, 7)}`));
  await theatre.serves('staging', commit);
}

async function showsTheTruthOnce(commit: string): Promise<void> {
  const tell = (): string =>
    JSON.stringify([statusesOf(commit), deploymentsOf(commit), theatre.github.world.requests.slice(-30)], null, 1);
  await until('the status is a success', () => statusesOf(commit).at(-1)?.state === 'success', { tell });
  await until('so is the deployment', () => deploymentsOf(commit)[0]?.statuses.at(-1)?.state === 'success', { tell });
  // A pull request lists one line a context, however often it was told.
  expect(new Set(statusesOf(commit).map(({ context }) => context))).toEqual(new Set(['greenroom/staging']));
  expect(deploymentsOf(commit), tell()).toHaveLength(1);
  expect(deploymentsOf(commit)[0]).toMatchObject({ environment: 'staging', production: false });
}

describe('while GitHub', () => {
  it.each([
    { does: 'answers 500', kind: 'server-error' },
    { does: 'says that we ask too much', kind: 'rate-limited', retryAfter: 1 },
    { does: 'answers with a page of HTML', kind: 'html' },
    { does: 'never answers', kind: 'hang' },
    {
      does: 'does as it is asked and never says so',
      kind: 'stores-then-hangs',
      on: 'POST /repos/acme/advent/deployments',
    },
  ] as const)('$does, a push is deployed, and afterwards its status and deployment there are true', async (fault) => {
    const { does, ...what } = fault;
    const { world } = theatre.github;
    const asked = fault.kind === 'rate-limited' ? /\/(statuses|deployments)/ : /\/deployments → /;
    const before = world.requests.length;
    world.breaksApi({ ...what, times: always });
    const commit = await theatre.pushes({}, `Comes while GitHub ${does}`);
    await isReady(commit);
    // It was GitHub that was away, not Greenroom that had nothing to say yet. Told that it asks too much, it asks for
    // nothing more until its time is over: whether the status or the deployment comes first then is nobody's promise.
    await until('GitHub was asked in vain', () =>
      world.requests.slice(before).some((one) => one.endsWith(`→ ${fault.kind}`) && asked.test(one)),
    );
    if (fault.kind !== 'stores-then-hangs') expect([...statusesOf(commit), ...deploymentsOf(commit)]).toEqual([]);

    world.heals();
    await showsTheTruthOnce(commit);
  });

  it.each([
    { does: 'answers 500 to git', kind: 'server-error' },
    { does: 'hangs up on git', kind: 'drop' },
    { does: 'refuses our token to git', kind: 'unauthorized' },
  ] as const)('$does, what serves goes on serving, and the push is deployed afterwards', async ({ does, kind }) => {
    const { world } = theatre.github;
    const serving = (await theatre.version('staging'))?.commit;
    const before = world.requests.length;
    world.breaksGit({ on: 'fetch', kind, times: always });
    const commit = await theatre.pushes({}, `Comes while GitHub ${does}`);
    await until('git was turned away', () =>
      world.requests.slice(before).some((one) => one.startsWith('git fetch') && one.endsWith(`→ ${kind}`)),
    );
    expect(await theatre.version('staging')).toMatchObject({ commit: serving });

    world.heals();
    await isReady(commit);
  });

  it('takes our token no more, people are told in the alerts channel, once, and when it is over', async () => {
    const { accounts, botToken } = theatre.github.world;
    const bot = accounts.byToken(botToken, Date.now());
    if (bot === undefined) throw new Error('the token was refused before');
    const alerts = (): string[] => theatre.shown('alerts').map(({ text }) => text);
    const before = alerts().length;
    accounts.revoke(botToken);
    const commit = await theatre.pushes({}, 'Comes after the token’s last day');
    const alert = await theatre.reads(/GitHub refuses Greenroom/, { channel: 'alerts' });
    expect(alert.text).toContain('acme/advent could not be looked at');
    expect(alert.text).toContain('What serves goes on serving.');
    expect(alert.text).toMatch(/<@&\d+>/);
    expect(await theatre.types('ana', 'status')).toContain('⚠ GitHub refuses Greenroom');

    accounts.issue(bot, undefined, botToken);
    await isReady(commit);
    await theatre.reads(/✅ GitHub answers again/, { channel: 'alerts' });
    expect(alerts()).toHaveLength(before + 1);
    expect(await theatre.types('ana', 'status')).not.toContain('GitHub');
  });
});
