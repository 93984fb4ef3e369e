/** Something was decided from what has changed since. Nothing was written: look again, and decide anew. */
export class MovedOn extends Error {
  constructor(what: string, found: string, wanted: string) {
    super(`${what} moved on meanwhile: found ${found}, wanted ${wanted}. Look again.`);
    this.name = 'MovedOn';
  }
}
