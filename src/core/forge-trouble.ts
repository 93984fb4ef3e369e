/** GitHub has understood what was asked and says no: a right is missing, or what it is about is not there, or is hidden. */
export class ForgeRefused extends Error {}

/** GitHub says that we have asked too much, and until when we are to wait. */
export class ForgeLimited extends Error {}
