import { z } from 'zod';
import { check } from './check.ts';
import { writesBetween } from './counted-writes.ts';
import { type Rows, rowsOf } from './rows-of.ts';

const rows = z.record(z.string(), z.number());
const place = z.object({ staging: z.string(), production: z.string() });

/** The part of the document that tells what people played, and where it can be counted. */
export const playedShape = z.object({
  played: z.object({
    began: z.string(),
    ended: z.string(),
    tools: z.array(
      z.object({
        tool: z.string(),
        words: z.string(),
        images: z.array(z.object({ name: z.string(), says: z.string() })),
        before: rows,
        after: rows,
      }),
    ),
    event: z.array(z.object({ who: z.string(), did: z.string(), status: z.number() })),
    tried: z.array(z.object({ tool: z.string(), environment: z.string(), words: z.string() })),
    held: z.string(),
  }),
  counting: z.object({
    databases: place,
    discord: z.object({
      url: z.string(),
      token: z.string(),
      applications: place.extend({ greenroom: z.string() }),
      elsewhere: z.string(),
    }),
  }),
});
type Document = z.infer<typeof playedShape>;

const stateShape = z.object({
  requests: z.array(
    z.object({ method: z.string(), path: z.string(), by: z.string().optional(), outside: z.boolean() }),
  ),
});

/** Calls about what is not in the test server, by whose bot token they came with. */
async function callsOutside(url: string): Promise<(application?: string) => number> {
  const { requests } = stateShape.parse(await (await fetch(`${url}/_world/state`)).json());
  return (application) => requests.filter(({ by, outside }) => outside && by === application).length;
}

async function checkDiscord({ url, token, applications, elsewhere }: Document['counting']['discord']): Promise<void> {
  const calls = await callsOutside(url);
  check('staging’s bot called Discord about nothing outside the test server', calls(applications.staging), 0);
  check('neither did Greenroom’s', calls(applications.greenroom), 0);
  check('nor anybody who shows no token of a bot', calls(), 0);
  check('production’s announcement in its own server was counted', calls(applications.production) > 0, true);
  // Whether the counter would have seen it: staging's own token, and a channel of production's server.
  const answer = await fetch(`${url}/api/v10/channels/${elsewhere}`, { headers: { authorization: `Bot ${token}` } });
  check('staging’s bot is let into no channel of production’s server', answer.status, 403);
  check('and one call there by staging’s bot is counted', (await callsOutside(url))(applications.staging), 1);
}

async function checkProduction({ played, counting }: Document): Promise<void> {
  const { production } = counting.databases;
  const before = await writesBetween(production, '-infinity', played.ended);
  check('nothing was written to production’s database while people played', before, []);
  const since = await writesBetween(production, played.ended);
  check('and what Ben then wrote there was counted', since.length > 0, true);
  const tools = new Set(played.tried.map(({ tool }) => tool));
  check('each of the eight stage tools was tried on production', tools.size, 8);
  check(
    'every try was refused in words, with what to do',
    played.tried.filter(({ words }) => !/environment\.production-refused[\s\S]*Do now/.test(words)),
    [],
  );
}

/** Rows that differ, as `users: 3 → 200`. */
function moved(before: Rows, after: Rows): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name}: ${before[name] ?? 0} → ${after[name] ?? 0}`);
}

async function checkStaging({ played, counting }: Document): Promise<void> {
  const used = (name: string) => played.tools.find(({ tool }) => tool === name);
  const [seed, reset, undo] = [used('seed'), used('reset'), used('undo-reset')];
  check('/seed brought people, completions and a draw', people(seed?.after) >= 200, true);
  check(
    '/reset put another scenario’s rows in their place',
    moved(reset?.before ?? {}, reset?.after ?? {}).length > 0,
    true,
  );
  check('/undo-reset brought back every row', moved(reset?.before ?? {}, undo?.after ?? {}), []);
  const silent = ['simulate', 'draw', 'clock', 'unlock-day'];
  const changing = played.tools.filter(
    ({ tool, before, after }) => silent.includes(tool) && moved(before, after).length > 0,
  );
  check('what only looks, or moves the clock, left as many rows as it found', changing, []);
  const completed = used('complete');
  check(
    '/complete wrote completions',
    (completed?.after['completions'] ?? 0) > (completed?.before['completions'] ?? 0),
    true,
  );
  check(
    '/draw had an image that says the same in words',
    used('draw')?.images.filter(({ says }) => says !== '').length,
    1,
  );
  check(
    'staging is as full now as it was before the reset',
    people(await rowsOf(counting.databases.staging)) >= people(undo?.after),
    true,
  );
  check('somebody logged in, played, said what they think and won in a rehearsal', played.event.at(-1)?.status, 403);
  check('a yes for what was played with was held', /evidence\.stage-tool/.test(played.held), true);
}

const people = (counted: Rows | undefined): number => counted?.['users'] ?? 0;

/** Asks the two databases and the Discord stand-in, past the app and past Greenroom. */
export async function checkStage(document: Document): Promise<void> {
  await checkStaging(document);
  await checkProduction(document);
  await checkDiscord(document.counting.discord);
}
