import { describe, expect, it } from 'vitest';
import type { GateUse } from '../../src/guards/gate-use.ts';
import { readApprovals } from '../../src/guards/read-approvals.ts';
import type { Member } from '../../src/ports/people.ts';
import { promotionView } from '../bot/world/view.ts';
import { noon, promotablePlan } from './promotable-facts.ts';

const roles = { tester: '4', deployer: '5', releaseManager: '6' };
const view = promotionView({ requestedBy: 'ana' });
const plan = (more: Partial<typeof promotablePlan.approvals> = {}) => ({
  ...promotablePlan,
  approvals: { ...promotablePlan.approvals, ...more },
});

/** A server and a card in it, as Discord would tell of them. */
function discord() {
  const members = new Map<string, Member>();
  const reactions = new Map<string, { id: string; bot: boolean }[]>();
  const asked: string[] = [];
  const use = {
    ledger: {
      projections: { forSubject: async () => ({ external: { channelId: 'c', messageId: 'the-card' } }) },
    },
    people: {
      member: async (id: string) => {
        asked.push(id);
        return members.get(id);
      },
      reactors: async ({ messageId }: { messageId: string }, emoji: string) =>
        reactions.get(`${messageId} ${emoji}`) ?? [],
    },
    roles,
    logins: { 'mira-codes': 'mira' },
    clock: { now: () => noon },
  } as unknown as GateUse;
  return {
    use,
    asked,
    is: (id: string, ...roleIds: string[]): void => void members.set(id, { id, name: id, bot: false, roleIds }),
    leaves: (id: string): void => void members.delete(id),
    reacts: (id: string, emoji = '✅', on = 'the-card', bot = false): void => {
      const key = `${on} ${emoji}`;
      reactions.set(key, [...(reactions.get(key) ?? []), { id, bot }]);
    },
    withdraws: (id: string, emoji = '✅'): void => {
      const key = `the-card ${emoji}`;
      reactions.set(
        key,
        (reactions.get(key) ?? []).filter((one) => one.id !== id),
      );
    },
    reads: async (rules = plan()): Promise<Record<string, string>> =>
      Object.fromEntries((await readApprovals(use, view, rules)).map((one) => [one.userId, one.standing])),
  };
}

describe('what is read back from Discord', () => {
  it('is what is so now: roles as they are, reactions as they are', async () => {
    const here = discord();
    here.is('ben', roles.tester);
    here.reacts('ben');
    expect(await here.reads()).toEqual({ ben: 'no-role' });
    here.is('ben', roles.releaseManager);
    expect(await here.reads()).toEqual({ ben: 'counts' });
    here.withdraws('ben');
    expect(await here.reads()).toEqual({});
  });

  it('knows that somebody has left the server', async () => {
    const here = discord();
    here.is('ben', roles.releaseManager);
    here.reacts('ben');
    here.leaves('ben');
    expect(await here.reads()).toEqual({ ben: 'not-a-member' });
  });

  it('is of the card’s own message: an older card and a copy of it are none', async () => {
    const here = discord();
    here.is('ben', roles.releaseManager);
    here.reacts('ben', '✅', 'the-card-before');
    here.reacts('ben', '✅', 'a-copy');
    here.reacts('ben', '👍');
    expect(await here.reads()).toEqual({});
  });

  it('leaves bots out, and does not even ask who they are', async () => {
    const here = discord();
    here.is('bot', roles.releaseManager);
    here.reacts('bot', '✅', 'the-card', true);
    here.reacts('bot', '❌', 'the-card', true);
    expect(await here.reads()).toEqual({});
    expect(here.asked).toEqual([]);
  });

  it('asks for each of many people once, also for who tapped both', async () => {
    const here = discord();
    const people = Array.from({ length: 130 }, (_, index) => `p${index}`);
    for (const id of people) {
      here.is(id);
      here.reacts(id);
    }
    here.is('p7', roles.releaseManager);
    here.reacts('p7', '❌');
    const read = await here.reads();
    expect(Object.keys(read)).toHaveLength(130);
    expect(read['p7']).toBe('veto');
    expect(here.asked.toSorted()).toEqual(people.toSorted());
  });

  it('counts nobody where the role that approves was deleted or is not configured', async () => {
    const here = discord();
    here.is('ben', 'a role that is not there any more');
    here.reacts('ben');
    expect(await here.reads()).toEqual({ ben: 'no-role' });
    here.is('ben', roles.releaseManager);
    expect(await here.reads(plan({ role: 'gone' }))).toEqual({ ben: 'no-role' });
  });

  it('bars who asked, and authors and pushers by the people map where the project says so', async () => {
    const here = discord();
    for (const id of ['ana', 'ben', 'mira']) {
      here.is(id, roles.releaseManager);
      here.reacts(id);
    }
    const commit = { commit: 'a'.repeat(40), subject: 'x', author: 'M', login: 'Mira-Codes', at: 1 };
    expect(await here.reads({ ...plan({ barAuthors: true }), commits: [commit] })).toEqual({
      ana: 'requester',
      ben: 'counts',
      mira: 'author',
    });
    expect(await here.reads({ ...plan({ barAuthors: true }), pushers: ['mira-codes'] })).toMatchObject({
      mira: 'author',
    });
    expect(await here.reads({ ...plan(), commits: [commit] })).toMatchObject({ mira: 'counts' });
    expect(await here.reads(plan({ fourEyes: false }))).toMatchObject({ ana: 'counts' });
  });

  it('is unknown as a whole where Discord is silent about one of them', async () => {
    const here = discord();
    here.is('ben', roles.releaseManager);
    here.reacts('ben');
    here.reacts('mira');
    Object.assign(here.use.people, { member: () => Promise.reject(new Error('Discord did not answer')) });
    await expect(here.reads()).rejects.toThrow('Discord did not answer');
  });
});
