import { processRoles } from '../core/process-role.ts';

/** What one process of Greenroom can be. Apart from what the roles need, so that the command line can name them fast. */
export const roles = ['all', ...processRoles] as const;
export type RoleName = (typeof roles)[number];
