import { askDiscord, channelsFrom, rolesFrom } from '../../../adapters/discord/survey.ts';
import type { ChannelSeen, RoleSeen } from '../../../ports/survey.ts';
import { textAt } from '../../../platform/ask-json.ts';
import { type Setup, type Step, discordOf, settled } from '../setup.ts';

const wanted = {
  channels: {
    deployments: { fallback: 'deployments', flag: 'deployments-channel', says: 'Where are deployments shown?' },
    alerts: { fallback: 'alerts', flag: 'alerts-channel', says: 'Where are people told when something is wrong?' },
  },
  roles: {
    tester: { fallback: 'Tester', flag: 'tester-role', says: 'Which role plays with staging?' },
    deployer: { fallback: 'Deployer', flag: 'deployer-role', says: 'Which role deploys?' },
    releaseManager: {
      fallback: 'Release manager',
      flag: 'release-manager-role',
      says: 'Which role approves production?',
    },
  },
} as const;

interface Missing {
  readonly kind: 'channels' | 'roles';
  readonly key: string;
  readonly name: string;
}

/** Discord writes channels in lower case with dashes. */
const channelName = (name: string): string => name.trim().replace(/^#/, '').toLowerCase().replaceAll(/\s+/g, '-');

/** One by that name, or the person says which of several. */
async function find<T extends ChannelSeen | RoleSeen>(
  { asker }: Setup,
  all: readonly T[],
  name: string,
  question: { readonly flag: string; readonly says: string },
): Promise<T | undefined> {
  const alike = all.filter((one) => one.id === name || one.name.toLowerCase() === name.toLowerCase());
  if (alike.length < 2) return alike[0];
  const chosen = await asker.choose(
    { flag: `${question.flag}-id`, message: `${question.says} There are ${String(alike.length)} called ${name}.` },
    alike.map(({ id }) => ({ value: id, label: `${name} (${id})` })),
  );
  return alike.find(({ id }) => id === chosen);
}

/** What would make a role decide nothing, or for the wrong people. */
function trap(role: RoleSeen, guild: string): string | undefined {
  if (role.id === guild) return 'that is @everyone';
  return role.managed ? 'it belongs to a bot or an integration, so that nobody can be given it' : undefined;
}

async function look(setup: Setup): Promise<readonly Missing[]> {
  const { asker, draft } = setup;
  const guild = settled(draft.settled.guild, 'the server');
  const discord = discordOf(setup);
  const [channels, roles] = await Promise.all([
    askDiscord(discord, 'the server’s channels', `/guilds/${guild}/channels`).then(({ body }) =>
      channelsFrom(body).filter(({ type }) => type === 0),
    ),
    askDiscord(discord, 'the server’s roles', `/guilds/${guild}/roles`).then(({ body }) => rolesFrom(body)),
  ]);
  const missing: Missing[] = [];
  for (const [key, question] of Object.entries(wanted.channels)) {
    if (draft.settled.channels[key] !== undefined) continue;
    const name = channelName(await asker.text({ ...question, message: question.says }));
    const found = await find(setup, channels, name, question);
    if (found === undefined) missing.push({ kind: 'channels', key, name });
    else draft.settle({ channels: { ...draft.settled.channels, [key]: found.id } });
  }
  for (const [key, question] of Object.entries(wanted.roles)) {
    if (draft.settled.roles[key] !== undefined) continue;
    const name = (await asker.text({ ...question, message: question.says })).trim();
    const found = await find(setup, roles, name, question);
    const wrong = found === undefined ? undefined : trap(found, guild);
    if (wrong !== undefined)
      throw new Error(`Role ${name} cannot be used: ${wrong}. Choose another with --${question.flag}.`);
    if (found === undefined) missing.push({ kind: 'roles', key, name });
    else draft.settle({ roles: { ...draft.settled.roles, [key]: found.id } });
  }
  return missing;
}

/**
 * Channels and roles, found by name. What is missing is made after a plan was shown and a yes was said; nothing that is
 * there is changed or removed.
 */
export const places: Step = async (setup) => {
  const { asker, draft } = setup;
  const missing = await look(setup);
  const say = ({ kind, name }: Missing): string => (kind === 'channels' ? `the channel #${name}` : `the role ${name}`);
  if (missing.length === 0) return asker.say('Channels and roles are there; nothing is made.');
  asker.say(`To be made: ${missing.map(say).join(', ')}. Nothing else in the server is touched.`);
  if (!(await asker.confirm({ flag: 'make', message: 'Make them?' })))
    throw new Error(
      `Missing in the server: ${missing.map(say).join(', ')}. Make them by hand or run greenroom init again with --make.`,
    );
  const guild = settled(draft.settled.guild, 'the server');
  for (const one of missing) {
    const { kind, key, name } = one;
    const body = kind === 'channels' ? { name, type: 0 } : { name, permissions: '0', mentionable: false };
    const reply = await askDiscord(discordOf(setup), say(one), `/guilds/${guild}/${kind}`, {
      method: 'POST',
      body,
    }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(
        `${why}. To make ${say(one)} the bot needs Manage Channels and Manage Roles: give it both, or make it by hand, and run greenroom init again.`,
        { cause: error },
      );
    });
    // One by one, so that an end in between makes nothing twice.
    draft.settle({ [kind]: { ...draft.settled[kind], [key]: textAt(reply.body, 'id') } });
  }
  asker.say('Made. Take Manage Channels and Manage Roles away from the bot’s role again: it needs them no more.');
};
