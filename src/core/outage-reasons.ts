/** Why GitHub could not be asked about a followed branch. */
export const outageReasons = {
  'github.refused': {
    means: 'GitHub refuses the token or app that Greenroom asks with, or hides the repository from it.',
    remedy:
      'Make a new token with the rights of docs/set-up.md, or install the app on the repository again; set it where Greenroom runs and start Greenroom again. /doctor says whether GitHub takes it.',
  },
  'github.limited': {
    means: 'GitHub says that it was asked too much, and for how long it wants to be left alone.',
    remedy:
      'Nothing: it is asked again when the time is over. Where it happens often, give Greenroom a token of its own.',
  },
  'github.away': {
    means: 'GitHub does not answer.',
    remedy:
      'Look at githubstatus.com. If it says that all is well, look whether the machine that Greenroom runs on reaches GitHub.',
  },
} as const;
