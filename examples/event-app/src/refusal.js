/** A no with its reason: what the app answers, instead of what was asked for. */
export class Refusal extends Error {
  /** @param {number} status HTTP status @param {string} code @param {string} message for the person who asked */
  constructor(status, code, message) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}
