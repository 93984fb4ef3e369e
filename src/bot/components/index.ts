import { cancelButton } from './cancel.ts';
import type { Component, Confirmer } from './define.ts';
import { logsButton } from './logs.ts';
import { promoteButton } from './promote.ts';
import { resetButton } from './reset.ts';
import { verifyAgainButton } from './verify-again.ts';

/** Every button that a card can carry. */
export const components: readonly Component[] = [cancelButton, logsButton, promoteButton, verifyAgainButton];

/** Every button that an answer can carry. */
export const confirmers: readonly Confirmer[] = [resetButton];
