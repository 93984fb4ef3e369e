import type { Facts, RoleSeen, Seen } from '../ports/survey.ts';
import { both, seen } from './check.ts';

export interface ConfiguredRole {
  /** As the config calls it. */
  readonly key: string;
  readonly id: string;
  /** Undefined where the server has no such role. */
  readonly role: RoleSeen | undefined;
}

export interface Roles {
  readonly configured: readonly ConfiguredRole[];
  readonly all: readonly RoleSeen[];
  readonly guild: string;
}

/** The roles that decide who may, beside what the server has. */
export function configuredRoles({ config, discord }: Facts): Seen<Roles> {
  const parts = both(config, discord.roles);
  if (!parts.ok) return parts;
  const [{ discord: configured }, all] = parts.value;
  return seen({
    all,
    guild: configured.guild,
    configured: Object.entries(configured.roles).map(([key, id]) => ({
      key,
      id,
      role: all.find((role) => role.id === id),
    })),
  });
}

/** Those that are there. */
export const present = ({ configured }: Roles): readonly { readonly key: string; readonly role: RoleSeen }[] =>
  configured.flatMap(({ key, role }) => (role === undefined ? [] : [{ key, role }]));
