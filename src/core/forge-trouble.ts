/** GitHub answers and says no to us: a right is missing, or the repository is hidden. Only a person can change that. */
export class ForgeRefused extends Error {}

/** GitHub says that we have asked too much, and until when we are to wait. */
export class ForgeLimited extends Error {}
