import { createCalendar } from '../../src/adapters/calendar/calendar.ts';
import type { Asking } from '../../src/bot/parts.ts';
import { may } from '../../src/core/may.ts';
import { type Stage, cast, config, roles } from '../jobs/stage.ts';
import { silentLog } from '../world/silent-log.ts';

/** Everybody who could want something, by what Discord says of them. */
export const people = {
  nobody: { roleIds: [], bot: false },
  tester: { roleIds: [roles.tester], bot: false },
  deployer: { roleIds: [roles.deployer], bot: false },
  'release manager': { roleIds: [roles.releaseManager], bot: false },
  'with every role': { roleIds: Object.values(roles), bot: false },
  'a bot with every role': { roleIds: Object.values(roles), bot: true },
  stranger: undefined,
} as const;
export type Person = keyof typeof people;

/** Every way to name production. */
export const waysToName = {
  'by its name': 'production',
  'in capitals': 'PRODUCTION',
  'in mixed case': 'Production',
  'by a short name': 'prod',
  'by another word': 'live',
  'with a Cyrillic letter': 'pr\u043eduction',
  'in full-width letters': '\uff50roduction',
  'with a dotless i': 'product\u0131on',
  'with spaces around it': '  production\t',
  'with a zero-width space': 'production\u200b',
  'with a line break': 'production\nstaging',
  'with a null': 'production\0',
  'as a path': '../production',
  'with an option before it': '--environment=production',
} as const;

export const actorOf = (person: Person) => ({ discordId: cast.dan, name: person });

/** Dan becomes this person, as Discord sees him. */
export function becomes(it: Stage, person: Person): void {
  const member = people[person];
  if (member === undefined) it.world.members.delete(cast.dan);
  else it.world.members.set(cast.dan, { id: cast.dan, name: 'dan', bot: member.bot, roleIds: [...member.roleIds] });
}

/** The bot as Dan meets it: what it queues goes to both workers at once, whoever it is meant for. */
export function askingAs(it: Stage, person: Person): Asking {
  return {
    config,
    intents: it.ledger.intents,
    views: it.ledger.views,
    projections: it.ledger.projections,
    queue: {
      add: async (_, id) => {
        await it.workers.staging.handle(id);
        await it.workers.production.handle(id);
      },
      close: async () => undefined,
    },
    clock: it.clock,
    calendar: createCalendar(),
    log: silentLog,
    actor: actorOf(person),
    may: (action) => may(people[person]?.roleIds ?? [], roles, action),
    request: {
      interactionId: Math.random().toString(),
      applicationId: '1',
      token: 't',
      channelId: '1',
      userId: cast.dan,
      at: it.clock.now(),
    },
  };
}
