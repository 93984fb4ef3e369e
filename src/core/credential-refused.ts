/** A token or key that the other side refuses. Trying again would only get us banned, so the process ends with 78. */
export class CredentialRefused extends Error {
  constructor(name: string, found: string, remedy: string) {
    super(`${name}: ${found}. ${remedy}`);
    this.name = 'CredentialRefused';
  }
}
