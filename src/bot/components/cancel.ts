import { cancelDeployment } from '../cancel-deployment.ts';
import type { Component } from './define.ts';

/** Cancel on a card: as /cancel. */
export const cancelButton: Component = { verb: 'cancel', action: 'cancel', run: cancelDeployment };
