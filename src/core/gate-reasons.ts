/** Why the gate refuses: a part of the closed list in reason.ts, whose words say what the fields are. */
export const gateReasons = {
  'release.none': {
    means: 'There is no release that could be promoted.',
    remedy: 'Push to the staging branch and wait for “ready for manual testing”.',
  },
  'release.not-verified': {
    means: 'Staging has not verified exactly this release.',
    remedy: 'Wait for staging’s suites to pass, or mend them and push again.',
  },
  'release.not-on-staging': {
    means: 'Staging does not run this any more, so it cannot be verified again there.',
    remedy: 'Promote what staging runs now, or /deploy this commit to staging again.',
  },
  'evidence.stale-age': {
    means: 'Staging verified it too long ago.',
    remedy: 'Press “Verify again”; staging’s checks run anew.',
  },
  'evidence.failed-since': {
    means: 'The same artifacts failed a check on staging after they had passed.',
    remedy: 'Look at the failed check; mend it and push, or press “Verify again” if it was chance.',
  },
  'evidence.stage-tool': {
    means: 'A stage tool has changed staging since it was verified.',
    remedy: 'Press “Verify again”; staging’s checks run anew.',
  },
  'release.digest-changed': {
    means: 'The artifact is not the one that was approved.',
    remedy: 'Use /promote again; the new card shows what changed.',
  },
  'release.downgrade': {
    means: 'Production runs something newer than this, or something not related to it.',
    remedy: 'Use /rollback to go back; merge production’s commit to go on.',
  },
  'release.already-live': { means: 'Production already runs exactly this.', remedy: 'Nothing to do.' },
  'release.never-well-here': {
    means: 'This environment has never verified exactly this version.',
    remedy: 'Use /promote, so that staging verifies it and people approve it.',
  },
  'release.not-running': {
    means: 'What is to be restarted is not what runs there.',
    remedy: 'Use /status to see what runs; deploy or promote to change it.',
  },
  'release.no-previous': {
    means: 'There is no earlier version that was verified as good.',
    remedy: 'Push a fix and promote it.',
  },
  'schema.incompatible': {
    means: 'The database has been changed in a way that the version to go back to cannot run on.',
    remedy: 'Go forward: fix it, push, and promote. A rollback would not undo the migration.',
  },
  'card.moved': {
    means: 'Something that the card shows has changed since it was posted.',
    remedy: 'Look at the new card and approve that one.',
  },
  'card.expired': { means: 'The promotion card has expired.', remedy: 'Use /promote for a new one.' },
  'card.unreadable': {
    means: 'The card or its reactions could not be read from Discord.',
    remedy: 'Wait until Discord answers; it is tried again by itself.',
  },
  'approval.missing': {
    means: 'Not enough people have approved yet.',
    remedy: 'Ask a release manager to react with ✅ on the card.',
  },
  'approval.self': { means: 'Who asked for it cannot approve it.', remedy: 'Ask another release manager.' },
  'approval.vetoed': { means: 'A release manager said no with ❌.', remedy: 'Talk to them, then use /promote again.' },
  'approval.author': {
    means: 'Who wrote a part of it cannot approve it.',
    remedy: 'Ask a release manager who wrote none of these commits.',
  },
  'approval.role-missing': {
    means: 'Enough people have approved, but nobody of the role that must be among them.',
    remedy: 'Ask somebody who has that role besides; the card names it.',
  },
  'freeze.active': {
    means: 'Production is frozen just now: it does not change in this window.',
    remedy:
      'Wait for its end: an approved card then goes by itself while it is valid. In an emergency use /unfreeze; a freeze never stops /rollback.',
  },
  'freeze.unreadable': {
    means: 'It could not be read whether production is frozen, so it is taken for frozen.',
    remedy: 'Mend promote.freezes and promote.open in the config, or wait for the ledger; it is tried again by itself.',
  },
  'freeze.in-config': {
    means: 'This freeze comes from the config, so no command lifts it.',
    remedy: 'Ask whoever holds Greenroom’s config to change the rule that is named, and to start Greenroom again.',
  },
  'freeze.none': { means: 'Nobody has frozen production.', remedy: 'Nothing to do; /status shows what holds it.' },
  'lock.in-force': {
    means: 'Somebody holds this environment.',
    remedy: 'Talk to them; it goes on by itself when the lock ends. A release manager can take it over with /lock.',
  },
  'lock.unreadable': {
    means: 'Whether somebody holds this environment could not be read, so nothing is changed.',
    remedy: 'Wait until the ledger answers; it is tried again by itself.',
  },
  'lock.none': { means: 'Nobody holds this environment.', remedy: 'Nothing to do.' },
  'lock.not-yours': {
    means: 'Somebody else holds it.',
    remedy: 'Ask them, or a release manager, who may end it or take it over.',
  },
  'lock.bad-version': {
    means: 'Greenroom holds it, since a version was not well there.',
    remedy: 'Find out why, then let it go with /clear and a reason.',
  },
  'release.known-bad': {
    means: 'Production had to be taken back from exactly this version.',
    remedy: 'Promote a fix. If the version was not at fault, a release manager clears it with /clear and a reason.',
  },
  'release.not-bad': { means: 'No such version is marked as bad.', remedy: 'Use /status to see what is.' },
} as const;
