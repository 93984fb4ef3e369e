import { cleanUpConfirmation } from './clean-up.ts';
import type { Confirmation } from './define.ts';

/** Every button that an answer can carry. */
export const confirmations: readonly Confirmation[] = [cleanUpConfirmation];
