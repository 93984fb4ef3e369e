import { frontendReasons } from './frontend-reasons.ts';
import { cleanUpReasons } from './clean-up-reasons.ts';
import { constraintReasons } from './constraint-reasons.ts';
import { gateReasons } from './gate-reasons.ts';
import { outageReasons } from './outage-reasons.ts';
import { stageReasons } from './stage-reasons.ts';
import { suiteReasons } from './suite-reasons.ts';

/**
 * Every refusal and every end has a code from this closed list (DESIGN §9). `means` is what happened, `remedy` what
 * a tired person can do now. docs/reasons.md is generated from here; cards and replies print both.
 */
interface Reason {
  readonly means: string;
  readonly remedy: string;
}

const table = {
  ...gateReasons,
  ...stageReasons,
  ...frontendReasons,
  ...suiteReasons,
  ...constraintReasons,
  ...cleanUpReasons,
  ...outageReasons,
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
  'delivery.damaged': {
    means: 'What was kept of this webhook is not what GitHub had sent.',
    remedy:
      'If it was a push, Greenroom finds it when it next looks at the branch. Look after the database: something changed what was stored.',
  },
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
    remedy:
      'Check that GitHub answers, that the token may read the repository, and that the disk has room. The head of the branch is deployed by itself as soon as it can be fetched.',
  },
  'build.failed': {
    means: 'The build command ended with an error.',
    remedy: 'Read the log in the thread, mend it, push again.',
  },
  'build.deadline': {
    means: 'The build took longer than it may.',
    remedy: 'Make it faster, or raise the build deadline in the config.',
  },
  'build.incomplete': {
    means: 'The commit has files in Git LFS, or submodules. Neither is fetched: the app would go without them.',
    remedy:
      'Take what the app needs into the repository itself (git lfs migrate export; git subtree add) and push. Where the app does without it, or its build brings it itself, name the folders in doesWithout in the config, restart Greenroom, /deploy again.',
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
  'switch.no-space': {
    means:
      'The disk of the data folder has no room for what is to be started; what served goes on. Migrations may have run.',
    remedy: 'Free some space, then /promote or /rollback again.',
  },
  'switch.artifact-gone': {
    means: 'The image is not in the registry any more.',
    remedy: 'Push again, so that it is built anew; Fly does not keep for ever what is not deployed.',
  },
  'target.config': {
    means: 'The file that says how the commit is deployed does not fit.',
    remedy: 'Correct the file as the message says, and push again.',
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
  'actor.not-allowed': {
    means: 'Your roles do not allow this.',
    remedy: 'Ask somebody who has such a role.',
  },
  'actor.unknown': {
    means: 'Discord does not know this person as a member of the server.',
    remedy: 'Join the server and ask for a role.',
  },
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
