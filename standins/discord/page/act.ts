import { actShape, choicesShape } from './shape.ts';
import type { Choice } from './shape.ts';
import type { Begun, PageWorld } from './world.ts';

/** Does in the world what somebody did on the page. Only autocomplete has something to give back. */
export async function act(world: PageWorld, body: unknown): Promise<{ choices: readonly Choice[] }> {
  const asked = actShape.parse(body);
  switch (asked.kind) {
    case 'slash':
      await answered(await world.slash(asked.viewer, asked.channel, asked.name, asked.options));
      break;
    case 'autocomplete':
      return {
        choices: choicesShape.parse(
          await world.autocomplete(asked.viewer, asked.channel, asked.name, asked.option, asked.value, asked.others),
        ),
      };
    case 'click':
      await answered(await world.click(asked.viewer, asked.message, asked.customId));
      break;
    case 'select':
      await answered(await world.click(asked.viewer, asked.message, asked.customId, asked.values));
      break;
    case 'delete': {
      const { channelId } = world.messageSeenBy(asked.viewer, asked.message);
      if (!world.can(asked.viewer, channelId, 'ManageMessages')) throw new Error('you may not delete messages here');
      world.deleteMessage(asked.message);
      break;
    }
    case 'react':
      world.react(asked.viewer, asked.message, asked.emoji);
      break;
    case 'unreact':
      world.unreact(asked.viewer, asked.message, asked.emoji);
      break;
    case 'roles':
      world.setRoles(asked.viewer, asked.roles);
      break;
  }
  return { choices: [] };
}

/** A bot that thinks for long has not failed; one that said nothing in time has, and whoever asked is told. */
async function answered(begun: Begun): Promise<void> {
  try {
    await begun.answer();
  } catch (error) {
    if (begun.status === 'failed') throw error;
  }
}
