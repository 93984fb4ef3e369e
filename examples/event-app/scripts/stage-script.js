import { runScript } from '../src/kit.js';
import { open } from '../src/open.js';

/**
 * Runs one of the kit's scripts on this app: the code behind Greenroom's commands, guarded in the same way.
 *
 * @param {'seed' | 'reset' | 'undo-reset' | 'mark'} name
 */
export async function stageScript(name) {
  let world;
  try {
    world = await open(process.env);
    process.exitCode = await runScript(world.kit, name, process.argv.slice(2));
  } catch (error) {
    console.error(`${name} did not run: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await world?.close().catch(() => {});
  }
}
