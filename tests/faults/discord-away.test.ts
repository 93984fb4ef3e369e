import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';
import { BuildGate } from './build-gate.ts';

let theatre: Theatre;
let gate: BuildGate;

beforeAll(async () => {
  gate = await BuildGate.open();
  theatre = await Theatre.open();
});
afterEach(() => theatre.discord.world.heals());
afterAll(async () => {
  await theatre.close();
  await gate.close();
});

/** Far more than are sent in a story: Discord stays so until it heals. */
const always = 10_000;

const cardsOf = (commit: string): string[] =>
  theatre
    .shown()
    .map(({ text }) => text)
    .filter((text) => text.includes(commit.slice(0, 7)));

/** The lasting truth, and told once. */
async function hasOneCardThatIsReady(commit: string): Promise<void> {
  await theatre.reads(new RegExp(`staging ✅ ready · ${commit.slice(0, 7)}[\\s\\S]*Ready for manual testing`));
  expect(cardsOf(commit), theatre.transcript()).toHaveLength(1);
}

/** Hangs up on Greenroom's socket; resolves when Greenroom knows. */
async function losesTheSocket(): Promise<void> {
  theatre.discord.world.dropsGateway();
  const readiness = async () => (await fetch(`http://127.0.0.1:${theatre.ports.web}/readyz`)).status;
  await until('Greenroom says that it is not ready', async () => (await readiness()) === 503);
}

describe('while Discord', () => {
  it.each([
    { does: 'answers 429', kind: 'rate-limited', status: 429 },
    { does: 'answers 500', kind: 'server-error', status: 500 },
    { does: 'answers with a page of HTML', kind: 'html', status: 502 },
    { does: 'hangs up on every request', kind: 'drop', status: 0 },
    { does: 'never answers', kind: 'hang', status: 0 },
    { does: 'does as it is asked and never says so', kind: 'stores-then-hangs', status: 0 },
  ] as const)('$does, pushes reach staging, and afterwards each has one card, which is true', async (fault) => {
    const { world } = theatre.discord;
    const begun = await theatre.pushes({ buildAsks: gate.port }, `Has a card before Discord ${fault.does}`);
    await gate.holds(begun, theatre);
    await theatre.reads(new RegExp(`running · ${begun.slice(0, 7)}`));

    const before = world.requests.length;
    world.breaks({ kind: fault.kind, times: always });
    gate.lets(begun);
    await theatre.serves('staging', begun);
    const unseen = await theatre.pushes({}, `Comes while Discord ${fault.does}`);
    await theatre.serves('staging', unseen);
    // It was Discord that was away, not Greenroom that had nothing to say yet.
    await until('the card of the second was sent in vain', () =>
      world.requests.slice(before).some((one) => one.method === 'POST' && one.status === fault.status),
    );
    if (fault.kind !== 'stores-then-hangs') expect(cardsOf(unseen)).toEqual([]);

    world.heals();
    await hasOneCardThatIsReady(begun);
    await hasOneCardThatIsReady(unseen);
  });

  it.each(['stores-then-hangs', 'server-error', 'hang'] as const)(
    'has the acknowledgement of a command go wrong (%s), the command is carried out once, and its answer arrives',
    async (kind) => {
      const commit = await theatre.stages();
      theatre.discord.world.breaks({ kind, on: 'POST /interactions/*/*/callback' });
      await theatre.types('ana', 'deploy');
      await theatre.hears('ana', new RegExp(`under way: deploy[\\s\\S]*${commit.slice(0, 7)}[\\s\\S]*Open the card`));
      const mine = theatre.discord.world.requests.filter(({ path }) => path.endsWith('/callback'));
      expect(mine.slice(-2).map(({ status }) => status)).toEqual(
        { 'stores-then-hangs': [0, 400], 'server-error': [500, 204], hang: [0, 204] }[kind],
      );
    },
  );

  it('refuses the socket, an approval by reaction is found when it is back', async () => {
    const commit = await theatre.stages();
    const card = await theatre.asksForProduction(commit);
    theatre.discord.world.gatewayRefuses(600_000);
    await losesTheSocket();
    theatre.reacts('ben', card);

    theatre.discord.world.heals();
    await theatre.serves('production', commit);
  });

  it.each([
    { does: 'refuses the socket', how: () => theatre.discord.world.gatewayRefuses(600_000) },
    { does: 'never answers the socket', how: () => theatre.discord.world.gatewayHangs() },
  ])('$does, cards go on, and SIGTERM ends Greenroom all the same', async ({ how }) => {
    how();
    await losesTheSocket();
    await hasOneCardThatIsReady(await theatre.stages());
    const [running] = theatre.processes.splice(0);
    const ended = await running?.stop();
    expect(ended, ended?.output).toMatchObject({ code: 0 });
    theatre.discord.world.heals();
    await theatre.starts();
  });
});
