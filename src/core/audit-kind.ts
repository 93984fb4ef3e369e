import type { DeploymentEvent } from './deployment.ts';

/** What a line of the audit chain can be about. The list is closed: a kind without words does not compile. */
export type AuditKind =
  | `deployment.${DeploymentEvent | 'wait' | 'folded' | 'cancel-requested' | 'migrations'}`
  | 'gate.allowed'
  | 'gate.refused'
  | 'request.refused'
  | 'promotion.approvals'
  | 'release.verified'
  | 'evidence.ended'
  | 'commit.fate'
  | `lock.${'taken' | 'taken-over' | 'released'}`
  | `freeze.${'set' | 'lifted'}`
  | 'version.cleared'
  | 'clean-up.done'
  | `stage.${'used' | 'ended'}`;

const words: Readonly<Record<AuditKind, string>> = {
  'deployment.wait': '🕒 waits',
  'deployment.folded': '➕ took in a newer commit',
  'deployment.supersede': '⏭ gave way to a newer one',
  'deployment.start': '▶ began',
  'deployment.migrations': '🗃 brought migrations',
  'deployment.succeed': '✅ ended well',
  'deployment.fail': '❌ failed',
  'deployment.roll-back': '↩ was taken back',
  'deployment.cancel': '⏹ was cancelled',
  'deployment.cancel-requested': '✋ was asked to stop',
  'gate.allowed': '🔓 the gate let it through',
  'gate.refused': '⛔ the gate refused',
  'request.refused': '🚫 named by hand, refused',
  'promotion.approvals': '👍 reactions were read',
  'release.verified': '🔎 was verified',
  'evidence.ended': '⌛ evidence counts no more',
  'commit.fate': '▫ is not deployed',
  'lock.taken': '🔒 locked',
  'lock.taken-over': '🔒 lock taken over',
  'lock.released': '🔑 unlocked',
  'freeze.set': '❄ frozen',
  'freeze.lifted': '☀ freeze lifted',
  'version.cleared': '🧹 version cleared',
  'clean-up.done': '🧹 leftovers removed',
  'stage.used': '🎭 a stage tool was used',
  'stage.ended': '🎭 a stage tool ended',
};

const byName = new Map<string, string>(Object.entries(words));

/** In words for people; a kind that this version does not know is shown as it is. */
export function auditWords(kind: string): string | undefined {
  return byName.get(kind);
}
