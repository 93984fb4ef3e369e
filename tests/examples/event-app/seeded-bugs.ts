/** Mistakes that somebody could make in the event app, each a change of one place, and the test that has to notice. */
export interface SeededBug {
  readonly what: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Name of a test of the integration suite. */
  readonly noticedBy: string;
}

export const seededBugs: readonly SeededBug[] = [
  {
    what: 'a day is open before its time',
    file: 'src/event/days.js',
    from: "if (!one.open) throw new Refusal(403, 'not-open', 'This day is not open yet.');",
    to: '',
    noticedBy: 'opens no day before its time',
  },
  {
    what: 'any answer is right',
    file: 'src/event/days.js',
    from: 'plain(task.answer) !== plain(answer)',
    to: 'plain(answer) === ""',
    noticedBy: 'takes the right answer only',
  },
  {
    what: 'a day that was completed before counts again',
    file: 'src/event/days.js',
    from: 'if (rows.length === 1) return',
    to: 'if (rows.length < 2) return',
    noticedBy: 'counts a completed day once, however often it is sent',
  },
  {
    what: 'normal takes veteran’s place',
    file: 'src/event/days.js',
    from: "where completions.mode = 'normal' and excluded.mode = 'veteran'",
    to: 'where completions.mode <> excluded.mode',
    noticedBy: 'lets veteran take normal’s place, never the other way round',
  },
  {
    what: 'feedback without having played',
    file: 'src/event/days.js',
    from: 'if (done === undefined) throw',
    to: 'if (done === 0) throw',
    noticedBy: 'hears what people think of a day that they have completed',
  },
  {
    what: 'everybody runs the event',
    file: 'src/people/people.js',
    from: "roles.some((one) => one.role === 'admin')",
    to: 'roles !== undefined',
    noticedBy: 'is for those who run the event to announce and to draw',
  },
  {
    what: 'a login that nobody asked for is taken',
    file: 'src/routes/login.js',
    from: 'if (!same(asked, state) || !same(seal,',
    to: 'if (!same(seal, seal) && !same(seal,',
    noticedBy: 'takes no answer that this browser did not ask for',
  },
  {
    what: 'scripts can read the session',
    file: 'src/routes/cookies.js',
    from: '; HttpOnly;',
    to: ';',
    noticedBy: 'lets somebody in, keeps the session from scripts, and ends it',
  },
  {
    what: 'a session outlives the logout',
    file: 'src/routes/login.js',
    from: 'if (id !== undefined) await sessions.end(id);',
    to: '',
    noticedBy: 'lets somebody in, keeps the session from scripts, and ends it',
  },
  {
    what: 'other sites may act in somebody’s name',
    file: 'src/app.js',
    from: "} else if (request.method !== 'GET' && request.method !== 'HEAD') {",
    to: "} else if (request.method === 'TRACE') {",
    noticedBy: 'lets no other site act in somebody’s name',
  },
  {
    what: 'the seed is public before the draw',
    file: 'src/draw/draws.js',
    from: "  'rehearsal',\n",
    to: "  'rehearsal',\n  'seed',\n",
    noticedBy: 'keeps its seed secret until it is over, and its hash public from the beginning',
  },
  {
    what: 'the draw is made with another seed than was promised',
    file: 'src/draw/draws.js',
    from: 'pickWinners({ seed: draw.seed, entrants, prizes })',
    to: 'pickWinners({ seed: randomBytes(8).toString("hex"), entrants, prizes })',
    noticedBy: 'can be drawn again by anyone, with the same winners',
  },
  {
    what: 'a draw can be repeated until the winners please',
    file: 'src/draw/draws.js',
    from: 'if (draw.drawn_at !== null) throw',
    to: 'if (draw.drawn_at === 0) throw',
    noticedBy: 'gives each winner one prize, from the stock that there is, once',
  },
  {
    what: 'more is given away than there is',
    file: 'src/draw/draws.js',
    from: 'amount: Math.min(amount, stock),',
    to: 'amount,',
    noticedBy: 'gives each winner one prize, from the stock that there is, once',
  },
  {
    what: 'whoever has not played takes part',
    file: 'src/draw/draws.js',
    from: '.filter((one) => whyNot(one.facts, rules).length === 0)',
    to: '',
    noticedBy: 'gives each winner one prize, from the stock that there is, once',
  },
  {
    what: 'those who run the event can win',
    file: 'src/draw/eligibility.js',
    from: "if (facts.team) reasons.push('runs-the-event');",
    to: '',
    noticedBy: 'says what keeps somebody out, and lets in who has done it',
  },
  {
    what: 'a rehearsal can be claimed',
    file: 'src/draw/wins.js',
    from: "if (found.rehearsal) throw new Refusal(403, 'rehearsal', 'This was a rehearsal. Nothing is given away.');",
    to: '',
    noticedBy: 'is a rehearsal here: the winner sees it, and can claim nothing',
  },
  {
    what: 'somebody else’s prize can be claimed',
    file: 'src/draw/wins.js',
    from: ".where('user_id', '=', user)\n        .executeTakeFirst();",
    to: ".where('user_id', '>=', 0)\n        .executeTakeFirst();",
    noticedBy: 'is a rehearsal here: the winner sees it, and can claim nothing',
  },
  {
    what: 'stock is not given back',
    file: 'src/draw/draws.js',
    from: 'stock = stock + given.amount',
    to: 'stock = stock',
    noticedBy: 'gives everything back when a rehearsal is forgotten',
  },
  {
    what: 'it does not say on staging that it is staging',
    file: 'src/routes/web.js',
    from: 'production: environment.flags.isProduction,',
    to: 'production: true,',
    noticedBy: 'shows a page that knows where it is, and wants not to be found',
  },
];
