import { describe, expect, onTestFinished, test } from 'vitest';
import { ids } from './world/config.ts';
import { connectedWorld as world, until } from './world/connected.ts';
import { view } from './world/view.ts';

/** Discord takes the acknowledgement, and what it says to that is lost on the way; so it is sent again. */
const lost = (status: number) => ({ path: '/callback', status, code: 0, stores: true }) as const;

const deploy = { type: 2, roles: [ids.deployer], data: { id: '1', name: 'deploy', type: 1, options: [] } } as const;
const callsOf = ({ discord }: Awaited<ReturnType<typeof world>>, id: string): string[] =>
  discord.calls.filter(({ path }) => path.includes(`token-${id}`)).map(({ method }) => method);

describe('an acknowledgement whose answer is lost', () => {
  test.each([
    ['in a 5xx', 500],
    ['since none comes', 0],
  ])('(%s) costs no command: it is asked once, and whoever typed it reads the answer', async (_, status) => {
    const here = await world();
    here.discord.faults.push(lost(status));
    const id = here.discord.press(deploy);
    expect(await here.answered(id)).toContain('asked: deploy');
    expect(here.ledger.asked).toHaveLength(1);
    expect(callsOf(here, id)).toEqual(['POST', 'POST', 'PATCH']);
  });

  test('costs no button, and what only reads is read', async () => {
    const here = await world((made) => made.put(view()));
    here.discord.faults.push(lost(502));
    const pressed = here.discord.press({
      type: 3,
      roles: [ids.deployer],
      data: { custom_id: `cancel:${view().id}`, component_type: 2 },
    });
    expect(await here.answered(pressed)).toContain('asked: cancel');
    here.discord.faults.push(lost(500));
    const typed = here.discord.press({ ...deploy, data: { ...deploy.data, name: 'history' } });
    expect(await here.answered(typed)).toContain('#12');
  });

  test('of somebody without the role is refused all the same, in words that arrive', async () => {
    const here = await world();
    here.discord.faults.push(lost(500));
    expect(await here.answered(here.discord.press({ ...deploy, roles: [ids.tester] }))).toContain('actor.not-allowed');
    expect(here.ledger.asked).toEqual([]);
  });

  test('may be lost more than once', async () => {
    const here = await world();
    here.discord.faults.push(lost(500), lost(500));
    expect(await here.answered(here.discord.press(deploy))).toContain('asked: deploy');
  });
});

describe('two copies of the bot, to whom Discord brings the same command', () => {
  test('record it once, and only who recorded it answers, also where the other cannot tell whose acknowledgement it was', async () => {
    const here = await world();
    const second = here.another();
    onTestFinished(() => second.close());
    await second.start();
    // What one of them sends never gets there, so that it is sent again, and meets what the other has done meanwhile.
    here.discord.faults.push({ path: '/callback', status: 0, code: 0 });
    const id = here.discord.press(deploy);
    expect(await here.answered(id)).toContain('asked: deploy');
    await until('the other one', () => here.log.lines.some((line) => line.includes('another process answers')));
    expect(here.ledger.asked).toHaveLength(1);
    expect(callsOf(here, id).toSorted()).toEqual(['PATCH', 'POST', 'POST', 'POST']);
  });
});
