import { quoted, text } from './lent.js';
import { refuseUnlessOurs } from './markers.js';
import { randomFrom } from './random.js';
import { KitRefusal } from './refusals.js';
/** The very last questions before the effect, in the transaction that has it: nobody newer, and still ours. */
export async function lastWord(stage, held, call) {
    const { rows } = await held('SELECT fence::text FROM greenroom.state FOR UPDATE');
    if (Number(text(rows[0], 'fence')) > call.fence)
        throw new KitRefusal('stage.fenced');
    await refuseUnlessOurs(stage, held, 'hold');
}
/** For a hook: names without a schema mean this one until the transaction ends. */
export async function inSchema(stage, query, schema) {
    await query(`SELECT set_config('search_path', $1, true)`, [`${quoted(schema)}, public`]);
    return { query, schema, now: stage.clock.now };
}
export function seedOf(stage, named) {
    const rngSeed = named ?? Math.floor(stage.random() * 2 ** 32);
    return { rngSeed, random: randomFrom(rngSeed) };
}
export function knownScenario({ hooks }, name) {
    if (hooks.scenarios.some((one) => one.name === name))
        return name;
    throw new KitRefusal('stage.no-such-scenario', `It has ${hooks.scenarios.map((one) => one.name).join(', ')}.`);
}
