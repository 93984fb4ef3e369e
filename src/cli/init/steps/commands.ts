import { REST } from 'discord.js';
import { registerCommands } from '../../../bot/register.ts';
import { loadConfig } from '../../../config/load.ts';
import { readApplication } from '../../../adapters/discord/survey.ts';
import { type Step, answerMs, patienceWith } from '../setup.ts';

/** The slash commands, in the server. */
export const commands: Step = async ({ asker }) => {
  const config = await loadConfig();
  const token = config.secrets.get('DISCORD_TOKEN', 'the bot');
  const { id } = await readApplication({ token, apiUrl: config.discordApiUrl, patience: patienceWith('Discord') });
  const rest = new REST({ api: config.discordApiUrl, timeout: answerMs, retries: 1 }).setToken(token);
  try {
    const what = await registerCommands(rest, id, config.file);
    asker.say(
      what === 'written' ? 'The slash commands are registered.' : 'The slash commands were registered already.',
    );
  } finally {
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  }
};
