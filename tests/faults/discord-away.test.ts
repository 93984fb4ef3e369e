import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Theatre } from '../world/theatre.ts';
import { until } from '../world/until.ts';
import { BuildGate } from './build-gate.ts';
import { endsReadyOnce } from './ends-ready-once.ts';

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

const succeeded = (commit: string): Promise<boolean> =>
  until(
    'GitHub shows a success',
    () => theatre.github.world.statuses('acme/advent', commit).at(-1)?.state === 'success',
    { tell: () => theatre.transcript() },
  );

const cardsOf = (commit: string): string[] =>
  theatre
    .shown()
    .map(({ text }) => text)
    .filter((text) => text.includes(commit.slice(0, 7)));

describe('while Discord', () => {
  it.each([
    { does: 'answers 429', kind: 'rate-limited', status: 429 },
    { does: 'answers 500', kind: 'server-error', status: 500 },
    { does: 'answers with a page of HTML', kind: 'html', status: 502 },
    { does: 'hangs up on every request', kind: 'drop', status: 0 },
    { does: 'never answers', kind: 'hang', status: 0 },
    { does: 'does what it is asked and never says so', kind: 'stores-then-hangs', status: 0 },
  ] as const)(
    '$does, pushes reach staging, and afterwards each has one card that is true',
    async ({ kind, status }) => {
      const { world } = theatre.discord;
      const shown = await theatre.pushes({ buildAsks: gate.port }, `Has its card before ${kind}`);
      await gate.holds(shown, theatre);
      await theatre.reads(new RegExp(`running · ${shown.slice(0, 7)}`));

      const before = world.requests.length;
      world.breaks({ kind, times: always });
      gate.lets(shown);
      await theatre.serves('staging', shown);
      await succeeded(shown);
      const unseen = await theatre.pushes({}, `Comes during ${kind}`);
      await theatre.serves('staging', unseen);
      await succeeded(unseen);
      // It was Discord that was away, not Greenroom that was silent.
      await until('a request met the fault', () => world.requests.slice(before).some((one) => one.status === status));
      if (kind !== 'stores-then-hangs') {
        expect(cardsOf(shown).join()).not.toMatch(/[Rr]eady for manual testing/);
        expect(cardsOf(unseen)).toEqual([]);
      }

      world.heals();
      await endsReadyOnce(theatre, unseen);
      await until('the card from before is ready, too', () =>
        /[Rr]eady for manual testing/.test(cardsOf(shown).join()),
      );
      expect(cardsOf(shown)).toHaveLength(1);
    },
  );

  it('has lost our socket and takes no other, cards go on, and an approval given meanwhile counts afterwards', async () => {
    const { world } = theatre.discord;
    const first = await theatre.stages({}, 'Asked for in time');
    const card = await theatre.asksForProduction(first);
    world.gatewayRefuses(600_000);
    world.dropsGateway();
    theatre.reacts('ben', card);
    await theatre.stages({}, 'Seen without a socket');
    expect(await theatre.version('production')).toBeUndefined();

    world.heals();
    await theatre.serves('production', first);
  });
});
