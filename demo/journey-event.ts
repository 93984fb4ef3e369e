import { z } from 'zod';
import type { Stage } from './stage.ts';
import { type Heard, Visitor } from './visitor.ts';

/** What somebody did in the event app, and what it answered. */
export interface Played {
  readonly who: string;
  readonly did: string;
  readonly status: number;
  readonly answered: unknown;
}

const withId = z.object({ id: z.number() });
const me = z.object({ wins: z.array(z.object({ id: z.number(), draw: z.string(), rehearsal: z.boolean() })) });

/** A draw that has a prize for each who takes part. */
const plenty = 10_000;
const title = 'The first evening';

/**
 * login → play → feedback → prize draw on staging, as people with a browser do it. Dan is a guest, Ben runs the event;
 * both log in through Discord. What Ben draws is announced in the test server, and is a rehearsal.
 */
export async function playsTheEvent(stage: Stage, tell: (line: string) => void): Promise<readonly Played[]> {
  const { cast, urls } = stage;
  const played: Played[] = [];
  const note = (who: string, did: string, { status, said, location }: Heard, wanted: number): unknown => {
    played.push({ who, did, status, answered: location ?? said });
    if (status !== wanted)
      throw new Error(`${who} ${did}: wanted ${wanted}, was answered ${status}: ${JSON.stringify(said)}`);
    return said;
  };
  const [dan, ben] = [new Visitor(urls.staging), new Visitor(urls.staging)];

  note('Dan', 'logs in with Discord', await dan.logsIn(cast.people.dan), 302);
  note('Dan', 'opens day 1', await dan.ask('/api/days/1'), 200);
  // It asks what covers the yard.
  const wrong = { mode: 'normal', answer: 'sand' };
  note('Dan', 'answers “sand”', await dan.ask('/api/days/1/completions', { body: wrong }), 422);
  const right = { mode: 'normal', answer: 'snow' };
  note('Dan', 'answers “snow”', await dan.ask('/api/days/1/completions', { body: right }), 201);
  const opinion = { rating: 5, words: 'It fell all night.' };
  note('Dan', 'says what he thinks', await dan.ask('/api/days/1/feedback', { method: 'PUT', body: opinion }), 204);
  tell('Dan logged in to staging with Discord, played day 1 and said what he thinks.');

  note('Ben', 'logs in with Discord', await ben.logsIn(cast.people.ben), 302);
  const prize = withId.parse(
    note('Ben', 'brings prizes', await ben.ask('/api/prizes', { body: { title: 'Mulled wine', stock: plenty } }), 201),
  );
  const body = { title, daysNeeded: 1, prizes: [{ prize: prize.id, amount: plenty }] };
  const draw = withId.parse(note('Ben', 'announces a draw', await ben.ask('/api/draws', { body }), 201));
  note('Dan', 'asks whether he takes part', await dan.ask(`/api/draws/${draw.id}/me`), 200);
  note('Ben', 'draws', await ben.ask(`/api/draws/${draw.id}/run`, { method: 'POST' }), 200);
  const { wins } = me.parse(note('Dan', 'looks whether he has won', await dan.ask('/api/me'), 200));
  const win = wins.find((one) => one.draw === title);
  if (win?.rehearsal !== true)
    throw new Error('Dan has not won in a rehearsal, though there was a prize for everybody');
  note('Dan', 'claims it, in vain', await dan.ask(`/api/wins/${win.id}/claim`, { method: 'POST' }), 403);
  tell('Ben drew the prizes on staging: a rehearsal, which Dan has won and cannot claim.');
  return played;
}

/**
 * Ben announces a draw in production. Nobody watches this for its own sake: it is written in production's database and
 * said in production's own Discord server, so whoever counts either has something to find.
 */
export async function announcesInProduction(stage: Stage): Promise<void> {
  const ben = new Visitor(stage.urls.production);
  await ben.logsIn(stage.cast.people.ben);
  const prize = withId.parse((await ben.ask('/api/prizes', { body: { title: 'Mulled wine', stock: 3 } })).said);
  const body = { title: 'The real one', daysNeeded: 20, prizes: [{ prize: prize.id, amount: 3 }] };
  withId.parse((await ben.ask('/api/draws', { body })).said);
}
