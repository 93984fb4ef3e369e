import { spendNonce } from './nonces.js';
import { KitRefusal } from './refusals.js';
import { isNonce, largestBody, nonceHeader, signAnswer, signatureHeader, verifyRequest } from './wire.js';
/** Whether an address is the kit's, before anything is read. */
export const isOurs = (routes, { method, url }) => method === 'POST' && url !== undefined && routes.has(url);
/** One request: size, signature, age, nonce, and only then what it says. Every answer is signed. */
export async function serve(needs, request, response) {
    const nonce = request.headers[nonceHeader];
    // As JSON in here, too: a hook may have returned what JSON does not know, and nobody waits for an error of ours.
    const { status, body } = await answerTo(needs, request)
        .then(({ status: its, answer }) => ({ status: its, body: json(answer) }))
        .catch((error) => {
        const no = error instanceof KitRefusal ? error : new KitRefusal('stage.unavailable', String(error));
        const { code, message, remedy } = no;
        // Whether anything was done is not known then: whoever asked looks again.
        const state = no.status === 503 ? {} : { state: 'refused' };
        return { status: no.status, body: json({ ...state, code, message, remedy }) };
    });
    const signed = isNonce(nonce) ? { [signatureHeader]: signAnswer(needs.key, { nonce, status, body }) } : {};
    const close = status === 413 ? { connection: 'close' } : {};
    response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': body.length,
        'cache-control': 'no-store',
        ...signed,
        ...close,
    });
    response.end(body);
}
const json = (answer) => Buffer.from(JSON.stringify(answer));
async function answerTo(needs, request) {
    const { method = '', url: path = '', headers } = request;
    const body = await readBody(request);
    const known = verifyRequest(needs.key, { method, path, environment: needs.environment, headers, body }, needs.realNow());
    if ('code' in known)
        throw new KitRefusal(known.code);
    if (!(await spendNonce(needs.query, known.nonce)))
        throw new KitRefusal('stage.replayed');
    const route = needs.routes.get(path);
    if (route === undefined)
        throw new KitRefusal('stage.no-such-tool');
    return route(parsed(body));
}
/** By events: leaving a `for await` early would close the connection before the answer. */
function readBody(request) {
    // Its end would never be heard: a parser of bodies that comes before the kit has heard it.
    if (request.readableDidRead)
        throw new KitRefusal('stage.malformed', 'Something read the body before the kit: its handler has to come first.');
    return new Promise((resolve, reject) => {
        const chunks = [];
        let size = 0;
        request.on('data', (chunk) => {
            size += chunk.length;
            if (size <= largestBody)
                chunks.push(chunk);
            else {
                request.pause();
                reject(new KitRefusal('stage.too-large'));
            }
        });
        request.on('end', () => resolve(Buffer.concat(chunks)));
        request.on('error', reject);
    });
}
function parsed(body) {
    try {
        const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
        return value;
    }
    catch {
        throw new KitRefusal('stage.malformed', 'The body is not JSON in UTF-8.');
    }
}
