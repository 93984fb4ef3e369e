import type { Stage } from './stage.ts';

/** What somebody who sees this for the first time can do now. */
export function invitation({ urls, cast }: Stage): readonly string[] {
  return [
    `staging     ${urls.staging}`,
    `production  ${urls.production}`,
    `Now it is yours: ${urls.page}`,
    '',
    'Play with staging. Look as Cara, a tester, and type:',
    '  /seed scenario:mid-event      people, completions, a draw that is announced',
    '  /unlock-day day:24            open a day before its time',
    '  /simulate                     who could win now, and why the others could not',
    '  /draw entrants:100000         rehearse a draw; an image says whether it was fair',
    '  /reset                        shows what it would wipe, and asks; /undo-reset brings it back',
    'Open staging, log in with Discord as Dan, and play a day. Then help him along, and see whether he could win:',
    `  /complete user:${cast.people.dan} mode:veteran`,
    `  /simulate user:${cast.people.dan}`,
    'Or pick one of the users that are offered while you type. Try any of it with environment:production.',
    '',
    'Take it to production. Look as Ana and type /promote, then as Ben and react with ✅. It is held as long as staging was',
    'played with: press “Verify again” on its card.',
    '',
    'Ctrl-C ends it and leaves nothing behind.',
  ];
}
