import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Kit, StageKit } from './kit.ts';
import { KitRefusal } from './refusals.ts';
import { readInput } from './read-call.ts';
import type { ToolInput, ToolName } from './tools.ts';

export type ScriptName = 'seed' | 'reset' | 'undo-reset' | 'mark';

/**
 * The app's own `npm run seed` and its like: the code behind Greenroom's commands, asked from the command line. Returns
 * the exit code: 0 done, 1 refused or failed, 2 wrong arguments. Says what it does with `say`.
 */
export async function runScript(
  kit: Kit,
  script: ScriptName,
  argv: readonly string[],
  say: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<0 | 1 | 2> {
  let values: { scenario?: string; rng?: string };
  try {
    const named = { scenario: { type: 'string' }, rng: { type: 'string' } } as const;
    values = parseArgs({ args: [...argv], options: named, allowPositionals: false }).values;
  } catch (error) {
    say(
      `${error instanceof Error ? error.message : 'Wrong arguments.'} Usage: ${script} [--scenario NAME] [--rng SEED]`,
    );
    return 2;
  }
  try {
    if (kit.appEnv === 'production') throw new KitRefusal('stage.production');
    await run(kit, script, values, say);
    return 0;
  } catch (error) {
    if (!(error instanceof KitRefusal)) throw error;
    say(`Refused (${error.code}): ${error.message} ${error.remedy}`);
    return 1;
  }
}

async function run(
  kit: StageKit,
  script: ScriptName,
  { scenario: named, rng }: { scenario?: string; rng?: string },
  say: (line: string) => void,
): Promise<void> {
  if (script === 'mark') {
    await kit.stage.mark();
    return say(`The data are marked as those of ${kit.environment} (${kit.appEnv}).`);
  }
  await kit.start();
  const ask = async <T extends ToolName>(tool: T, input: ToolInput<T>): Promise<object> => {
    const answer = await kit.stage.perform(tool, {
      id: randomUUID(),
      by: { name: `npm run ${script}` },
      fence: await kit.stage.fence(),
      input,
    });
    if (!('result' in answer))
      throw new KitRefusal('stage.failed', 'message' in answer ? String(answer.message) : undefined);
    return Object(answer.result);
  };
  if (script === 'undo-reset') return say(`Undone: ${JSON.stringify(await ask('undo-reset', {}))}`);
  const scenario = named ?? kit.stage.scenarios()[0];
  const wish = { scenario, ...(rng === undefined ? {} : { rngSeed: Number(rng) }) };
  if (script === 'seed') return say(`Seeded: ${JSON.stringify(await ask('seed', readInput('seed', wish)))}`);
  const plan = await ask('reset-plan', {});
  say(`Resetting: ${JSON.stringify(plan)}`);
  const bound = readInput('reset', { ...wish, planHash: 'planHash' in plan ? plan.planHash : undefined });
  say(`Reset: ${JSON.stringify(await ask('reset', bound))}`);
}
