/** Why a stage tool did not do it: a part of the closed list in reason.ts, whose words say what the fields are. */
export const stageReasons = {
  'stage.no-tools': {
    means: 'This environment has no stage tools.',
    remedy: 'Mount the kit in the app and set stageTools in the config (docs/stage-tools.md).',
  },
  'stage.nothing-runs': {
    means: 'Nothing has been deployed there that could do it.',
    remedy: 'Push to staging’s branch, or use /deploy, and wait until it serves.',
  },
  'stage.busy': {
    means: 'Something else is at work in this environment just now.',
    remedy: 'Wait for its end, then send the command again; /status shows it.',
  },
  'stage.confirm': {
    means: 'It was not done yet: it asks once.',
    remedy: 'Read what it would wipe and press the button, or leave it.',
  },
  'stage.confirmed-before': {
    means: 'This button has been pressed already; it serves once.',
    remedy: 'Send the command again to see what is there now.',
  },
  'stage.confirm-expired': {
    means: 'What was shown is too old to act on.',
    remedy: 'Send the command again and press the new button.',
  },
  'stage.not-yours': {
    means: 'Somebody else asked for this.',
    remedy: 'Send the command yourself; you then see what it would do.',
  },
  'stage.refused-by-app': {
    means: 'The app itself refused; nothing was changed.',
    remedy: 'Read what the app says below, mend that, and send the command again.',
  },
  // As the kit says them, with the same words: docs/kit.md.
  'stage.flags': {
    means: 'APP_ENV and IS_PRODUCTION do not say clearly where the app runs.',
    remedy:
      'Set both in that environment: APP_ENV=production|staging|local, and IS_PRODUCTION=true exactly in production.',
  },
  'stage.key-weak': {
    means: 'The key for signed requests is shorter than 32 characters.',
    remedy: 'Make one with `openssl rand -hex 32` and give it to the app as GREENROOM_KEY and to Greenroom.',
  },
  'stage.production': {
    means: 'This is production: nothing here may be seeded, reset or played with.',
    remedy: 'Ask for staging.',
  },
  'stage.marker-missing': {
    means: 'The data carry no marker, so nobody can know whose they are.',
    remedy: 'Look whose data they are. If they are this environment’s own, run the app’s script `mark`.',
  },
  'stage.marker-doubled': {
    means: 'The data carry more than one marker, as after a dump was read into data of another environment.',
    remedy: 'Make an empty database for this environment, and start the app on it.',
  },
  'stage.marker-production': {
    means: 'The data carry production’s marker: they are production’s, or a copy of production’s.',
    remedy: 'Point this environment at data of its own. A restored production dump may not be played with.',
  },
  'stage.marker-other': {
    means: 'The data carry the marker of another environment.',
    remedy: 'Point this environment at data of its own.',
  },
  'stage.marker-unreadable': {
    means: 'The marker could not be read.',
    remedy:
      'See that PostgreSQL and Redis answer and that the app’s user may read the schema greenroom; then try again.',
  },
  'stage.not-started': {
    means: 'The kit has not been started, or its start was refused.',
    remedy: 'Call kit.start() before the app listens, and let its refusal end the start.',
  },
  'stage.unsigned': {
    means: 'The request is not signed with this environment’s key for this environment.',
    remedy: 'Give Greenroom and the app of one environment the same key, and each environment a key of its own.',
  },
  'stage.stale': {
    means: 'The request was signed more than 60 seconds ago, or ahead.',
    remedy: 'Set the clocks of both machines (NTP), and ask again.',
  },
  'stage.replayed': {
    means: 'A request with this nonce was here before.',
    remedy: 'Ask again with a nonce of its own; if you did not, somebody is repeating requests.',
  },
  'stage.too-large': { means: 'The request is larger than 64 KiB.', remedy: 'Ask for less at once.' },
  'stage.unavailable': {
    means: 'The app could not answer just now.',
    remedy: 'Look at the app’s log and its database, then try again.',
  },
  'stage.malformed': {
    means: 'The request does not have the shape that this tool takes.',
    remedy: 'Correct what the message names.',
  },
  'stage.no-such-tool': {
    means: 'The app has no such stage tool.',
    remedy: 'Use one that the app brings, or add its hook.',
  },
  'stage.no-such-scenario': {
    means: 'The app has no such scenario.',
    remedy: 'Use one of those that the message names.',
  },
  'stage.id-reused': {
    means: 'An operation with this id asked for something else before.',
    remedy: 'Ask with an id of its own.',
  },
  'stage.fenced': {
    means: 'Somebody newer has this environment in hand.',
    remedy: 'Look at what runs there now, and ask again.',
  },
  'stage.plan-moved': {
    means: 'The data are not what the plan showed any more; nothing was wiped.',
    remedy: 'Ask for the plan again and look at what it says now.',
  },
  'stage.nothing-to-undo': {
    means:
      'There is no reset that could be undone: none was made, it was undone already, or its snapshot is too old or was dropped.',
    remedy: 'Seed or reset again.',
  },
  'stage.failed': {
    means: 'It failed; the data are as they were before.',
    remedy: 'Read what failed, correct what you asked for or mend the app, and ask again.',
  },
  'stage.ended-before': {
    means: 'The app died while this was at work; the data are as they were before.',
    remedy: 'Ask again.',
  },
  'stage.not-believed': {
    means: 'What answered could not show that it is the app, so it was not believed.',
    remedy: 'Check the address on the card and that the app has the same key as the config.',
  },
  'stage.unreachable': {
    means: 'The app did not answer; nothing was done.',
    remedy: 'Look at the address on the card and at the app’s log, then try again.',
  },
  'stage.end-unknown': {
    means: 'It began, and the app has not said how it ended.',
    remedy: 'Look at staging; a reset that was cut off ends as before or as after when the app starts again.',
  },
  'isolation.staging-unknown': {
    means: 'Staging’s app did not say what it is connected to, so its tools stay closed.',
    remedy: 'Check that the app answers and mounts the kit; unknown is never taken for safe.',
  },
  'isolation.production-unknown': {
    means: 'It is not known what production’s app is connected to, so staging’s tools stay closed.',
    remedy: 'Set production’s identity in the config and see that its worker runs; it asks each minute.',
  },
  'isolation.wrong-environment': {
    means: 'The app that answers at staging’s address says that it is not staging.',
    remedy: 'Check staging’s address, APP_ENV and IS_PRODUCTION.',
  },
  'isolation.shared-database': {
    means: 'Staging and production use the same database.',
    remedy: 'Give staging a database of its own; until then its tools stay closed.',
  },
  'isolation.shared-redis': {
    means: 'Staging and production use the same Redis.',
    remedy: 'Give staging a Redis of its own; until then its tools stay closed.',
  },
  'isolation.shared-discord-application': {
    means: 'Staging and production use the same Discord application.',
    remedy: 'Make an application for staging in Discord’s developer portal; until then staging’s tools stay closed.',
  },
  'isolation.shared-callback': {
    means: 'Staging and production send people back to the same address after login.',
    remedy: 'Set staging’s callback to staging’s own address.',
  },
  'isolation.shared-session-key': {
    means: 'Staging and production sign sessions with the same key.',
    remedy: 'Make a session key for staging, e.g. with openssl rand -hex 32.',
  },
  'isolation.shared-secret': {
    means: 'Staging and production have been given the same secret.',
    remedy: 'Make one for staging; nothing secret may be shared.',
  },
  'isolation.discord-application-other': {
    means: 'The app logs people in with another Discord application than the config names.',
    remedy:
      'Correct discordApplication in the config, or the application’s id that the app of that environment is given.',
  },
  'isolation.discord-elsewhere': {
    means: 'Staging’s Discord application is not in the test server alone.',
    remedy: 'Remove it from every other server, or name the right one as testServer.',
  },
} as const;
