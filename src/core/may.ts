import type { Action } from './operation.ts';

/** Roles a config names by Discord role id. `anyone` is every member of the server. */
export const roleNames = ['tester', 'deployer', 'releaseManager'] as const;
export type RoleName = (typeof roleNames)[number];

/** The one table of roles × actions. Each list names who may; docs and Discord's permissions are generated from it. */
export const mayTable: Record<Action, readonly (RoleName | 'anyone')[]> = {
  status: ['anyone'],
  history: ['anyone'],
  plan: ['anyone'],
  logs: ['tester', 'deployer', 'releaseManager'],
  deploy: ['deployer', 'releaseManager'],
  cancel: ['deployer', 'releaseManager'],
  promote: ['deployer', 'releaseManager'],
  approve: ['releaseManager'],
  'roll-back': ['releaseManager'],
  why: ['anyone'],
  lock: ['deployer', 'releaseManager'],
  unlock: ['deployer', 'releaseManager'],
  'take-over': ['releaseManager'],
  freeze: ['releaseManager'],
  unfreeze: ['releaseManager'],
  clear: ['releaseManager'],
  verify: ['tester', 'deployer', 'releaseManager'],
  audit: ['deployer', 'releaseManager'],
  // Stage tools: the test team plays with staging, so testers may all of it, /reset too. It asks once, can be undone for
  // a day, and there is nothing on staging that nobody could lose.
  seed: ['tester', 'deployer', 'releaseManager'],
  reset: ['tester', 'deployer', 'releaseManager'],
  'undo-reset': ['tester', 'deployer', 'releaseManager'],
  'unlock-day': ['tester', 'deployer', 'releaseManager'],
  complete: ['tester', 'deployer', 'releaseManager'],
  clock: ['tester', 'deployer', 'releaseManager'],
  simulate: ['tester', 'deployer', 'releaseManager'],
  draw: ['tester', 'deployer', 'releaseManager'],
  doctor: ['deployer', 'releaseManager'],
  'clean-up': ['deployer', 'releaseManager'],
};

/** True when one of the member's role ids is that of a role which may. Ids only, never names. */
export function may(
  memberRoleIds: readonly string[],
  roleIds: Readonly<Record<RoleName, string>>,
  action: Action,
): boolean {
  return mayTable[action].some((role) => role === 'anyone' || memberRoleIds.includes(roleIds[role]));
}
