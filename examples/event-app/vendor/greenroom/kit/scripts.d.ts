import type { Kit } from './kit.ts';
export type ScriptName = 'seed' | 'reset' | 'undo-reset' | 'mark';
/**
 * The app's own `npm run seed` and its like: the code behind Greenroom's commands, asked from the command line. Returns
 * the exit code: 0 done, 1 refused or failed, 2 wrong arguments. Says what it does with `say`.
 */
export declare function runScript(kit: Kit, script: ScriptName, argv: readonly string[], say?: (line: string) => void): Promise<0 | 1 | 2>;
