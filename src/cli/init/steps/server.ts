import { askDiscord } from '../../../adapters/discord/survey.ts';
import { invitePermissions } from '../../../doctor/discord-permissions.ts';
import { listAt, textAt } from '../../../platform/ask-json.ts';
import { type Setup, type Step, discordOf, settled } from '../setup.ts';
import { until } from '../until.ts';

interface Server {
  readonly id: string;
  readonly name: string;
}

/** The invitation, with the least that does; `makes` adds what making channels and roles takes, for as long as that lasts. */
export function inviteLink(apiUrl: string, application: string, makes: boolean): string {
  const link = new URL(`${apiUrl.replace(/\/api$/, '')}/oauth2/authorize`);
  link.searchParams.set('client_id', application);
  link.searchParams.set('scope', 'bot applications.commands');
  link.searchParams.set('permissions', String(invitePermissions(makes)));
  return link.href;
}

async function serversOf(setup: Setup): Promise<readonly Server[] | undefined> {
  const { body } = await askDiscord(discordOf(setup), 'the servers it is in', '/users/@me/guilds');
  const found = listAt(body).map((one) => ({ id: textAt(one, 'id'), name: textAt(one, 'name') }));
  return found.length === 0 ? undefined : found;
}

/** Which server, waiting until the bot is in one. */
export const server: Step = async (setup) => {
  const { asker, draft, addresses, waitMs } = setup;
  if (draft.settled.guild !== undefined) return;
  let servers = await serversOf(setup);
  if (servers === undefined) {
    const makes = await asker.confirm({
      flag: 'make',
      message:
        'May Greenroom make the channels and roles that are missing? The invitation then carries Manage Channels and Manage Roles, which you take away afterwards.',
    });
    const application = settled(draft.settled.application, 'the application');
    asker.say(`Invite the bot to your server: ${inviteLink(addresses.discordApiUrl, application, makes)}`);
    servers = await asker.during('Waiting until the bot is in a server', () =>
      until(() => serversOf(setup), 1_000, waitMs, 'The bot was not invited; run greenroom init again when it is.'),
    );
  }
  const chosen = await asker.choose(
    { flag: 'server', message: 'Which server?' },
    servers.map(({ id, name }) => ({ value: id, label: name })),
  );
  draft.settle({ guild: chosen });
};
