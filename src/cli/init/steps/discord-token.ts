import { readApplication } from '../../../adapters/discord/survey.ts';
import { type Step, patienceWith, wordsOf } from '../setup.ts';

/** The bot’s token, tried at once. */
export const discordToken: Step = async ({ asker, draft, addresses, variable }) => {
  const before = draft.settled.discordToken;
  // Set anew meanwhile, since the one before was reset.
  if (before !== undefined && (variable('DISCORD_TOKEN') ?? before) === before) return;
  let application: string | undefined;
  const token = await asker.secret({
    variable: 'DISCORD_TOKEN',
    message:
      'The bot’s token (discord.com/developers, New Application, Bot, Reset Token; no privileged intent is needed)',
    check: async (answer) => {
      try {
        const its = await readApplication({
          token: answer,
          apiUrl: addresses.discordApiUrl,
          patience: patienceWith('Discord'),
        });
        application = its.id;
        asker.say(`Discord knows the bot as ${its.name}.`);
        return undefined;
      } catch (error) {
        return wordsOf(error);
      }
    },
  });
  draft.settle({ discordToken: token, ...(application === undefined ? {} : { application }) });
};
