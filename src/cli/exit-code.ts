import { RolesRefused } from '../adapters/postgres/roles/roles-refused.ts';
import { ConfigRefused } from '../config/problem.ts';
import { RoleEnded } from '../main/apart/role-process.ts';
import { CredentialRefused } from '../core/credential-refused.ts';

/** What was typed cannot be meant. Nothing was done. */
export class UsageRefused extends Error {}

/** 0 done · 1 failed · 2 usage or config · 78 a credential was refused (DESIGN §9; 78 is EX_CONFIG of sysexits). */
export function exitCodeOf(error: unknown): 1 | 2 | 78 {
  if (error instanceof ConfigRefused || error instanceof UsageRefused || error instanceof RolesRefused) return 2;
  if (error instanceof CredentialRefused) return 78;
  if (error instanceof RoleEnded) return error.exitCode;
  return 1;
}
