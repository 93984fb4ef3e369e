import { confirmCleanUp } from './clean-up.ts';
import type { Confirmer } from './define.ts';
import { confirmReset } from './reset.ts';

/** Every button that an answer can carry. */
export const confirmers: readonly Confirmer[] = [confirmCleanUp, confirmReset];
