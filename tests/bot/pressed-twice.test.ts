import { describe, expect, test } from 'vitest';
import { Presses } from '../../src/bot/presses.ts';
import { ids } from './world/config.ts';
import { connectedWorld as world, until } from './world/connected.ts';
import { HandClock } from './world/hand-clock.ts';
import { view } from './world/view.ts';

const cancel = {
  type: 3,
  roles: [ids.deployer],
  data: { component_type: 2, custom_id: `cancel:${view().id}`, id: 1 },
} as const;

type World = Awaited<ReturnType<typeof world>>;
const running = (): Promise<World> => world((made) => made.put(view()));
const sentFor = ({ discord }: World, id: string): unknown[] =>
  discord.calls.filter(({ path }) => path.includes(`token-${id}`)).map(({ method, body }) => body['type'] ?? method);

describe('a button that somebody presses twice at once', () => {
  test('is asked for once; the second press changes nothing, and says nothing that reads as a refusal', async () => {
    const here = await running();
    const first = here.discord.press(cancel);
    const second = here.discord.press(cancel);
    expect(await here.answered(first)).toContain('asked: cancel');
    // 6: seen, and what the button is under stays as it is.
    await until('the second is acknowledged', () => sentFor(here, second).includes(6));
    // It would have been asked for by now: what is pressed later is.
    await here.answered(here.discord.press({ ...cancel, data: { ...cancel.data, custom_id: `logs:${view().id}` } }));
    expect(sentFor(here, second)).toEqual([6]);
    expect(here.ledger.asked.map(({ intent }) => intent.kind)).toEqual(['cancel']);
  });

  test('serves whoever was refused and presses it again, now that they may', async () => {
    const here = await running();
    expect(await here.answered(here.discord.press({ ...cancel, roles: [] }))).toContain('actor.not-allowed');
    expect(await here.answered(here.discord.press(cancel))).toContain('asked: cancel');
  });

  test('is a wish of its own when somebody else presses it, or the same person does two seconds later', async () => {
    const clock = new HandClock();
    const presses = new Presses(clock);
    const by = (id: string) => presses.isAgain({ customId: 'cancel:1', user: { id } });
    expect([by('ana'), by('ana'), by('ben')]).toEqual([false, true, false]);
    await clock.advance(1_999);
    expect(by('ana')).toBe(true);
    await clock.advance(1);
    expect(by('ana')).toBe(false);
    expect(presses.isAgain({ customId: 'cancel:2', user: { id: 'ana' } })).toBe(false);
  });

  test('serves whose first press Discord did not let us answer', async () => {
    const here = await running();
    here.discord.faults.push({ path: '/callback', status: 404, code: 10062 });
    here.discord.press(cancel);
    await until('the log', () => here.log.lines.some((line) => line.includes('could not be acknowledged')));
    expect(await here.answered(here.discord.press(cancel))).toContain('asked: cancel');
  });
});
