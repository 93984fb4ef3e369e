import { perform, look } from './perform.js';
import { fieldsOf, readCall, readId } from './read-call.js';
import { countRows, placeOf } from './rows.js';
import { undoUntil } from './settle.js';
import { inSchema } from './stage.js';
import { refuseUnlessOurs } from './markers.js';
import { refusalTable } from './refusals.js';
import { toolNames } from './tools.js';
/** Milliseconds after which a call that still works is answered with `running`. */
const patience = 2_000;
/** `/_stage/*`. In production nobody calls this, so there the addresses do not exist. */
export function stageRoutes(stage) {
    const tools = toolNames.filter((tool) => isBrought(stage, tool));
    const routes = new Map(tools.map((tool) => [`/_stage/${tool}`, (body) => callTool(stage, tool, body)]));
    routes.set('/_stage/look', async (body) => {
        const { id } = fieldsOf(body, 'body', ['id']);
        return { status: 200, answer: await look(stage, readId(id, 'body.id')) };
    });
    routes.set('/_stage/describe', async (body) => {
        fieldsOf(body, 'body', []);
        return { status: 200, answer: await describe(stage) };
    });
    return routes;
}
function isBrought({ hooks }, tool) {
    const brought = {
        'unlock-day': hooks.unlockDay,
        complete: hooks.complete,
        simulate: hooks.simulate,
        draw: hooks.draw,
    };
    return !(tool in brought) || brought[tool] !== undefined;
}
async function callTool(stage, tool, body) {
    const call = readCall(tool, body);
    const work = perform(stage, tool, call);
    let timer;
    const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve(undefined), patience);
    });
    const phase = () => (stage.waiting.has(call.id) ? 'waiting' : 'begun');
    const answer = (await Promise.race([work, late])) ?? { state: 'running', phase: phase() };
    clearTimeout(timer);
    // Nobody waits for it any more; the journal has what became of it.
    void work.catch(() => undefined);
    return { status: statusOf(answer), answer };
}
const isCode = (code) => typeof code === 'string' && code in refusalTable;
function statusOf(answer) {
    if ('state' in answer && answer.state === 'running')
        return 202;
    return 'code' in answer && isCode(answer.code) ? refusalTable[answer.code].status : 200;
}
const iso = (at) => new Date(at).toISOString();
/** What this stage has and where it stands. Reads only, and refuses like the tools do. */
export async function describe(stage) {
    const { database, hooks, clock, realNow } = stage;
    await clock.refresh('fresh');
    await refuseUnlessOurs(stage, database.query);
    const undo = await undoUntil(stage);
    return database.transaction(async (query) => {
        await refuseUnlessOurs(stage, query);
        const host = await placeOf(query, database);
        const rows = await countRows(query, database.schema);
        const context = await inSchema(stage, query, database.schema);
        const [real, offset] = [realNow(), clock.offset()];
        return {
            tools: toolNames.filter((tool) => isBrought(stage, tool)),
            scenarios: hooks.scenarios,
            days: (await hooks.days?.(context)) ?? [],
            draws: (await hooks.draws?.(context)) ?? [],
            users: (await hooks.users?.(context)) ?? [],
            host,
            rows,
            clock: { virtual: offset === null ? null : iso(real + offset), real: iso(real) },
            ...(undo === undefined ? {} : { undo: { until: undo } }),
        };
    });
}
