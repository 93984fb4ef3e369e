import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { KitRefusal } from './refusals.js';
import { readInput } from './read-call.js';
/**
 * The app's own `npm run seed` and its like: the code behind Greenroom's commands, asked from the command line. Returns
 * the exit code: 0 done, 1 refused or failed, 2 wrong arguments. Says what it does with `say`.
 */
export async function runScript(kit, script, argv, say = (line) => void process.stdout.write(`${line}\n`)) {
    let values;
    try {
        const named = { scenario: { type: 'string' }, rng: { type: 'string' } };
        values = parseArgs({ args: [...argv], options: named, allowPositionals: false }).values;
    }
    catch (error) {
        say(`${error instanceof Error ? error.message : 'Wrong arguments.'} Usage: ${script} [--scenario NAME] [--rng SEED]`);
        return 2;
    }
    try {
        if (kit.appEnv === 'production')
            throw new KitRefusal('stage.production');
        const ended = await run(kit, script, values, say);
        if (ended === undefined || !('code' in ended))
            return 0;
        say(refusal(ended));
    }
    catch (error) {
        if (!(error instanceof KitRefusal))
            throw error;
        say(refusal(error));
    }
    return 1;
}
const refusal = (no) => {
    const { code, message, remedy } = no;
    return `Refused (${String(code)}): ${String(message)} ${String(remedy)}`;
};
/** What was refused by the journal, if anything was; other refusals are thrown. */
async function run(kit, script, { scenario: named, rng }, say) {
    if (script === 'mark') {
        await kit.stage.mark();
        say(`The data are marked as those of ${kit.environment} (${kit.appEnv}).`);
        return undefined;
    }
    await kit.start();
    const ask = async (tool, input) => {
        const by = { name: `npm run ${script}` };
        const answer = await kit.stage.perform(tool, { id: randomUUID(), by, fence: await kit.stage.fence(), input });
        say(`${tool}: ${JSON.stringify('result' in answer ? answer.result : answer)}`);
        return answer;
    };
    if (script === 'undo-reset')
        return ask('undo-reset', {});
    const wish = { scenario: named ?? kit.stage.scenarios()[0], ...(rng === undefined ? {} : { rngSeed: Number(rng) }) };
    if (script === 'seed')
        return ask('seed', readInput('seed', wish));
    const plan = await ask('reset-plan', {});
    if (!('result' in plan))
        return plan;
    return ask('reset', readInput('reset', { ...wish, planHash: Object(plan.result).planHash }));
}
