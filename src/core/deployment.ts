/** One attempt to bring one release to one environment (DESIGN §10). */
export const deploymentStates = [
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'superseded',
  'rolled-back',
] as const;
export type DeploymentState = (typeof deploymentStates)[number];

/**
 * How it came to be. A promotion waits for approval; a rollback is exempt from order, freeze and quorum; a verification
 * looks once more at what serves already and changes nothing.
 */
export type DeploymentKind = 'deployment' | 'promotion' | 'rollback' | 'verification';

export type DeploymentEvent = 'start' | 'succeed' | 'fail' | 'cancel' | 'supersede' | 'roll-back';

const moves: Record<DeploymentState, Partial<Record<DeploymentEvent, DeploymentState>>> = {
  waiting: { start: 'running', cancel: 'cancelled', supersede: 'superseded', fail: 'failed' },
  running: { succeed: 'succeeded', fail: 'failed', cancel: 'cancelled', 'roll-back': 'rolled-back' },
  succeeded: {},
  failed: {},
  cancelled: {},
  superseded: {},
  'rolled-back': {},
};

/** The state after `event`, or undefined where the event makes no sense: an end is an end. */
export function transition(state: DeploymentState, event: DeploymentEvent): DeploymentState | undefined {
  return moves[state][event];
}

export function isEnded(state: DeploymentState): boolean {
  return Object.keys(moves[state]).length === 0;
}
