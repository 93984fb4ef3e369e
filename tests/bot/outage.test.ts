import { afterEach, describe, expect, test } from 'vitest';
import type { Outage } from '../../src/core/outage.ts';
import { config, ids } from './world/config.ts';
import { endProjectors, projecting } from './world/projecting.ts';
import { at } from './world/view.ts';

afterEach(endProjectors);

const outage: Outage = {
  id: 'o-1',
  project: 'advent',
  environment: 'staging',
  code: 'github.refused',
  detail: 'Bad credentials (401)',
  since: at,
  version: 1,
};

async function told() {
  const world = projecting();
  const becomes = async (next: Outage): Promise<void> => {
    world.ledger.outages = [next];
    world.ledger.row('outage', next.id);
    world.ledger.changed();
    await world.clock.advance(2_500);
  };
  await becomes(outage);
  return { ...world, becomes };
}

describe('that GitHub refuses Greenroom', () => {
  test('is a new message in the alerts channel, which pings who can do something about it', async () => {
    const { channel, ledger } = await told();
    const [message, ...more] = channel.live();
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      channelId: ids.alerts,
      pinged: { users: [], roles: [config().discord.roles.releaseManager] },
    });
    expect(ledger.isSettled('outage', outage.id)).toBe(true);
  });

  test('and is over is said in the same message', async () => {
    const { becomes, channel } = await told();
    await becomes({ ...outage, endedAt: at + 60_000, version: 2 });
    expect(channel.live().map(({ drawn }) => drawn.content)).toEqual([
      `✅ GitHub answers again · ${config().projects['advent']?.repository ?? ''}`,
    ]);
  });

  test('is not told anew to whoever has deleted the message', async () => {
    const { becomes, channel } = await told();
    for (const message of channel.live()) message.deleted = true;
    await becomes({ ...outage, endedAt: at + 60_000, version: 2 });
    expect(channel.live()).toEqual([]);
  });
});
