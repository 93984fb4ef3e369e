/** The database does not let each process have a role of its own: what was found, and what to do about it. */
export class RolesRefused extends Error {
  override readonly name = 'RolesRefused';
}
