/**
 * Every refusal and every end has a code from this closed list (DESIGN §9). `means` is what happened, `remedy` what
 * a tired person can do now. docs/reasons.md is generated from here; cards and replies print both.
 */
interface Reason {
  readonly means: string;
  readonly remedy: string;
}

const table = {
  // What arrived from GitHub and was not taken.
  'push.fork': { means: 'The push came from a fork.', remedy: 'Push to the configured repository itself.' },
  'push.other-repository': {
    means: 'The repository is not configured.',
    remedy: 'Add it to the config, or remove the webhook there.',
  },
  'push.branch-deleted': { means: 'The branch was deleted.', remedy: 'Nothing to do; push it again to deploy it.' },
  'push.not-a-branch': { means: 'The ref is not a branch.', remedy: 'Push a branch; tags are not deployed.' },
  'push.odd-ref': {
    means: 'The ref has characters that no branch of ours has.',
    remedy: 'Rename the branch: letters, digits, dot, dash, slash.',
  },
  'push.other-branch': {
    means: 'No environment follows this branch.',
    remedy: 'Push the branch that the config names for staging.',
  },
  'push.branch-gone': { means: 'The branch is not there any more.', remedy: 'Push it again.' },
  'event.not-used': { means: 'Greenroom does not act on this kind of event.', remedy: 'Nothing to do.' },
  'event.malformed': {
    means: 'The payload does not have the shape that GitHub documents.',
    remedy: 'Redeliver it from GitHub; report it if it stays.',
  },
  // Fates of commits.
  'commit.contained': {
    means: 'A newer push came before this one was built; it is contained there.',
    remedy: 'Look at the newer deployment.',
  },
  'commit.superseded': {
    means: 'The branch was moved away from this commit.',
    remedy: 'Push it again if it should be deployed.',
  },
  'commit.already-live': { means: 'This commit is already what runs there.', remedy: 'Nothing to do.' },
  // Steps.
  'fetch.failed': {
    means: 'The repository could not be fetched.',
    remedy: 'Check that GitHub answers and that the token may read the repository.',
  },
  'build.failed': {
    means: 'The build command ended with an error.',
    remedy: 'Read the log in the thread, mend it, push again.',
  },
  'build.deadline': {
    means: 'The build took longer than it may.',
    remedy: 'Make it faster, or raise the build deadline in the config.',
  },
  'build.no-space': { means: 'The disk of the data folder is full.', remedy: 'Free some space, then /deploy again.' },
  'migrate.failed': {
    means: 'A migration failed; the old version goes on serving.',
    remedy: 'Read the log, mend the migration, push again.',
  },
  'migrate.deadline': {
    means: 'The migration took longer than it may and was stopped.',
    remedy: 'Look for a lock in the database, then /deploy again.',
  },
  'switch.unhealthy': {
    means: 'The new version did not become healthy; the old one goes on serving.',
    remedy: 'Read the log of the new version, mend it, push again.',
  },
  'switch.exited': {
    means: 'The new version ended by itself while starting; the old one goes on serving.',
    remedy: 'Read the log of the new version, mend it, push again.',
  },
  'switch.mixed': {
    means: 'Only a part of the services was switched.',
    remedy: 'Deploy again; promotion stays closed until then.',
  },
  'switch.artifact-damaged': {
    means: 'The stored artifact no longer has the digest it was built with.',
    remedy: 'Push again, so that it is built anew.',
  },
  'verify.unhealthy': {
    means: 'From outside, the health check did not answer well.',
    remedy: 'Look at the app log and the address on the card.',
  },
  'verify.wrong-commit': {
    means: 'The app says it is another commit than the one deployed.',
    remedy: 'Check that the build bakes in the commit and that /version reports it.',
  },
  'verify.wrong-environment': {
    means: 'The app says it is another environment.',
    remedy: 'Check APP_ENV of that environment.',
  },
  'verify.wrong-digest': {
    means: 'What runs is not the artifact that was deployed.',
    remedy: 'Somebody changed it from outside; deploy again.',
  },
  'verify.unreachable': {
    means: 'The app did not answer at its address.',
    remedy: 'Check the address and that the app listens.',
  },
  'test.failed': {
    means: 'Tests failed on staging; promotion is closed.',
    remedy: 'Mend the tests listed on the card, push again.',
  },
  'test.no-report': {
    means: 'The suite left no report, so nothing is known about its tests.',
    remedy: 'Write JUnit to the path in GREENROOM_JUNIT.',
  },
  'test.bad-report': {
    means: 'The suite left a report that cannot be read.',
    remedy: 'Write JUnit XML of at most 10 MiB, without entities.',
  },
  'test.empty': { means: 'The suite ran no test.', remedy: 'A suite without tests proves nothing; check its command.' },
  'test.deadline': {
    means: 'The suite took longer than it may.',
    remedy: 'Make it faster, or raise its timeout in the config.',
  },
  'step.deadline': {
    means: 'The step took longer than it may and was stopped.',
    remedy: 'Look at the log, then /deploy again.',
  },
  'step.broken': {
    means: 'Something broke on the way, and again when it was tried again.',
    remedy: 'Look at the log, then /deploy again.',
  },
  'step.not-needed': { means: 'There was nothing to do.', remedy: 'Nothing to do.' },
  // Ends of deployments.
  'deployment.cancelled': { means: 'Somebody cancelled it.', remedy: 'Use /deploy to start it again.' },
  'deployment.rolled-back': {
    means: 'It was not well, so the version before it serves again.',
    remedy: 'Find out why before you promote it again.',
  },
  'deployment.roll-back-failed': {
    means: 'It was not well, and going back did not work either.',
    remedy: 'Production needs a person now: look at the alerts channel.',
  },
  'deployment.not-found': { means: 'There is no such deployment.', remedy: 'Use /history to find it.' },
  'deployment.already-ended': { means: 'It has already ended.', remedy: 'Use /status to see what runs.' },
  'deployment.not-cancellable': {
    means: 'Production is being changed; stopping half way would be worse.',
    remedy: 'Wait for its end, then /rollback if you need to.',
  },
  // Guards.
  'environment.unknown': {
    means: 'There is no such environment.',
    remedy: 'Choose one from the list that the command offers.',
  },
  'environment.production-refused': {
    means: 'This does not exist for production.',
    remedy: 'Production changes by /promote and /rollback only; choose staging.',
  },
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
  'actor.not-allowed': {
    means: 'Your roles do not allow this.',
    remedy: 'Ask somebody who has such a role; the command’s page names them.',
  },
  'actor.unknown': {
    means: 'Discord does not know this person as a member of the server.',
    remedy: 'Join the server and ask for a role.',
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
  'lease.held': {
    means: 'Another deployment is at work in this environment.',
    remedy: 'Wait for its end; /status shows it.',
  },
  'lease.lost': {
    means: 'Another worker has taken over this environment.',
    remedy: 'Nothing to do; that worker goes on.',
  },
  'state.unknown': {
    means: 'What runs there could not be read, so nothing is changed.',
    remedy: 'Check that the target answers, then try again.',
  },
  'state.mixed': {
    means: 'The environment runs parts of two releases.',
    remedy: 'Deploy once more, so that it is one release again.',
  },
  // Locks and versions that were not well.
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
  // Asking.
  'request.done': { means: 'Done.', remedy: 'Nothing to do.' },
  'request.accepted': { means: 'It is under way.', remedy: 'Watch the card.' },
  'request.malformed': {
    means: 'An option does not have the form that is wanted.',
    remedy: 'Correct it as the message says, and send the command again.',
  },
  'request.broken': {
    means: 'Something broke while this was worked on; nothing was changed by it.',
    remedy: 'Try again; if it stays, look at the bot’s log.',
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof table;
export const reasons: Readonly<Record<ReasonCode, Reason>> = table;

export function isReasonCode(text: string): text is ReasonCode {
  return Object.hasOwn(table, text);
}
