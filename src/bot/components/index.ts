import { cancelButton } from './cancel.ts';
import type { Component } from './define.ts';
import { logsButton } from './logs.ts';
import { promoteButton } from './promote.ts';
import { verifyAgainButton } from './verify-again.ts';

/** Every button that a card can carry. */
export const components: readonly Component[] = [cancelButton, logsButton, promoteButton, verifyAgainButton];
