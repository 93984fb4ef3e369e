import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { worstFirst } from '../../src/core/finding.ts';
import type { Check } from '../../src/doctor/check.ts';
import { inChannel, invitePermissions, needed } from '../../src/doctor/discord-permissions.ts';
import { examine } from '../../src/doctor/examine.ts';
import { checks } from '../../src/doctor/index.ts';
import { ailments } from './ailments.ts';
import type { Ailment } from './ailments/ailment.ts';
import * as well from './healthy.ts';

const listOf = (one: Ailment | readonly Ailment[]): readonly Ailment[] => ('facts' in one ? [one] : one);
const everyAilment = Object.entries(ailments).flatMap(([id, its]) =>
  listOf(its).map((ailment, at) => ({ id, at: at + 1, ailment })),
);

const notWell = (facts: Parameters<typeof examine>[0]): Record<string, string> =>
  Object.fromEntries(examine(facts).flatMap(({ id, state }) => (state === 'ok' ? [] : [[id, state]])));

describe('the doctor', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(notWell(well.healthy)).toEqual({});
  });

  it('asks at least 25 questions, each once, and each has a story here', () => {
    const ids = checks.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(25);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(ailments).toSorted()).toEqual(ids.toSorted());
  });

  it.each(everyAilment)('$id ($at) is found, and nothing else with it', ({ id, ailment }) => {
    expect(notWell(ailment.facts)).toEqual({ [id]: ailment.state, ...ailment.besides });
    const finding = examine(ailment.facts).find((one) => one.id === id);
    expect(finding?.found).toMatch(ailment.found);
    expect(finding?.wanted).not.toBe('');
    expect(finding?.remedy).not.toBe('');
  });

  it('needs no webhook of runs, and no right to start them, where no suite is a workflow', () => {
    const github = { ...well.github, workflows: well.saw([]), hooks: well.saw([{ ...well.hook, events: ['push'] }]) };
    expect(notWell({ ...well.healthy, github: well.saw([github]) })).toEqual({});
  });

  it('tells the worst first', () => {
    const sick = examine({
      ...well.healthy,
      redis: well.saw({ ...well.redis, password: false, eviction: well.saw('lru') }),
    });
    expect(sick.slice(0, 2).map(({ id }) => id)).toEqual(['redis-eviction', 'redis-password']);
    expect(worstFirst(sick)).toEqual(sick);
  });

  it('does not fall ill itself: a check that breaks is unknown, and the others go on', () => {
    const [first] = checks;
    const broken: Check = {
      ...first,
      id: 'broken',
      examine: () => {
        throw new Error('oops');
      },
    };
    expect(examine(well.healthy, [broken, first])).toMatchObject([
      { id: 'broken', state: 'unknown', found: 'the check itself broke: oops' },
      { id: first.id, state: 'ok' },
    ]);
  });
});

describe('the invitation', () => {
  it('carries the least that does, as Discord counts it, and never Administrator', () => {
    expect(invitePermissions(false)).toBe(309_237_894_208n);
    const named = Object.keys(needed) as (keyof typeof needed)[];
    for (const name of named) expect(needed[name].bit).toBe(PermissionFlagsBits[name]);
    for (const makes of [true, false]) expect(invitePermissions(makes) & PermissionFlagsBits.Administrator).toBe(0n);
  });

  it('carries two more only where channels and roles are to be made', () => {
    expect(invitePermissions(true) ^ invitePermissions(false)).toBe(
      PermissionFlagsBits.ManageChannels | PermissionFlagsBits.ManageRoles,
    );
  });
});

describe('what the bot may in a channel', () => {
  const member = { id: well.bot, roleIds: [well.botRole.id] };
  const send = needed.SendMessages.bit;
  const may = (overwrites: { id: string; type: number; allow: bigint; deny: bigint }[], roles = well.roles): boolean =>
    (inChannel(roles, well.guild, member, well.channel('1', 'x', { overwrites })) & send) !== 0n;
  const deny = (id: string, type: number) => ({ id, type, allow: 0n, deny: send });
  const allow = (id: string, type: number) => ({ id, type, allow: send, deny: 0n });

  it('is what its roles give, unless the channel says otherwise: everyone, then roles, then itself', () => {
    expect(may([])).toBe(true);
    expect(may([deny(well.guild, 0)])).toBe(false);
    expect(may([deny(well.guild, 0), allow(well.botRole.id, 0)])).toBe(true);
    expect(may([allow(well.botRole.id, 0), deny(well.bot, 1)])).toBe(false);
    expect(may([deny(well.botRole.id, 0), allow(well.bot, 1)])).toBe(true);
  });

  it('is nothing where it cannot see the channel, and everything for an administrator', () => {
    const blind = [{ id: well.guild, type: 0, allow: 0n, deny: needed.ViewChannel.bit }];
    expect(may(blind)).toBe(false);
    const ruler = well.roles.map((role) => (role.id === well.botRole.id ? { ...role, permissions: 1n << 3n } : role));
    expect(may(blind, ruler)).toBe(true);
  });
});
