/** Why a clean-up removes nothing: a part of the closed list in reason.ts. */
export const cleanUpReasons = {
  'clean-up.moved': {
    means: 'What is left there is not what the button was shown with, so nothing was removed.',
    remedy: 'Use /cleanup again and look at the new list.',
  },
} as const;
