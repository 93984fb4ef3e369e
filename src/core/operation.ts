import type { NonProduction, Tier } from './environment.ts';
import { stageTools } from './stage-tool.ts';

/**
 * Effects on an environment. Each is spent with a Permit of exactly this name.
 * `exercise` runs suites that write test data, `clean-up` removes what nothing needs, and stage tools change data on
 * purpose: they exist off production only (layer 1 of DESIGN §6).
 */
export const operations = ['migrate', 'switch', 'restart', 'roll-back', 'exercise', 'clean-up', ...stageTools] as const;
export type Operation = (typeof operations)[number];
export const stageOnly = ['exercise', 'clean-up', ...stageTools] as const satisfies readonly Operation[];
export type StageOnly = (typeof stageOnly)[number];

/** The tiers on which an operation may be asked for at all. */
export type TierOf<O extends Operation> = O extends StageOnly ? NonProduction : Tier;

/** What a person can ask for. Roles are checked against these in may.ts. */
export const actions = [
  'deploy',
  'status',
  'history',
  'logs',
  'promote',
  'approve',
  'roll-back',
  'cancel',
  'plan',
  'why',
  'lock',
  'unlock',
  'take-over',
  'freeze',
  'unfreeze',
  'clear',
  'verify',
  'audit',
  ...stageTools,
  'doctor',
  'clean-up',
] as const;
export type Action = (typeof actions)[number];
