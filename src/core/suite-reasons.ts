/** Why a suite that runs somewhere else came to nothing: a part of the closed list in reason.ts. */
export const suiteReasons = {
  'test.not-run': {
    means: 'The suite did not run to its end, so nothing is known about its tests.',
    remedy: 'Read the message; press “Verify again” when its cause is gone.',
  },
  'test.image-failed': {
    means: 'The image that the suite runs from could not be built.',
    remedy: 'Read the log in the thread, mend the stage of the Dockerfile that the config names, push again.',
  },
  'test.no-workflow': {
    means: 'GitHub does not start the workflow.',
    remedy:
      'Check its file name, that it takes workflow_dispatch with the inputs that are documented, and that the token may write actions.',
  },
  'test.other-commit': {
    means: 'The workflow would run, or ran, from another commit than the one deployed.',
    remedy: 'GitHub starts workflows from a branch’s head alone: wait for the newer push, or push this commit again.',
  },
} as const;
