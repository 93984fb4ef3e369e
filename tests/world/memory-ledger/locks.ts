import { blamesVersion } from '../../../src/core/bad-version.ts';
import { type Lock, isInForce } from '../../../src/core/lock.ts';
import { isConfigOnly } from '../../../src/core/promotion.ts';
import { digestSet } from '../../../src/core/release.ts';
import type { BadVersions } from '../../../src/ports/bad-versions.ts';
import type { Locks } from '../../../src/ports/locks.ts';
import { type Row, type Shelf, auditOn, idOn } from './shelf.ts';

export function inForceOn(shelf: Shelf, project: string, environment: string): Lock[] {
  return shelf.locks
    .filter(
      (lock) => lock.project === project && lock.environment === environment && isInForce(lock, shelf.clock.now()),
    )
    .toReversed();
}

const drop = (shelf: Shelf, id: string): void => void (shelf.locks = shelf.locks.filter((lock) => lock.id !== id));

function put(shelf: Shelf, lock: Omit<Lock, 'id' | 'at'>): Lock {
  const made = { ...lock, id: idOn(shelf), at: shelf.clock.now() };
  shelf.locks.push(made);
  return made;
}

export function markBadOn(shelf: Shelf, row: Row): void {
  const { project, environment, number, commit } = row;
  if (row.promotion !== undefined && isConfigOnly(row.promotion.plan)) return;
  if (row.tier !== 'production' || row.kind === 'rollback') return;
  if (row.state === 'rolled-back' && !blamesVersion(row.code)) return;
  if (!row.steps.some(({ name }) => name === 'restart' || name === 'roll-back')) return;
  shelf.badVersions.push({
    id: idOn(shelf),
    project,
    environment,
    number,
    commit: commit.commit,
    digests: digestSet(row.artifacts),
    code: row.code ?? 'deployment.rolled-back',
    detail: row.detail ?? '',
    at: shelf.clock.now(),
  });
  if (inForceOn(shelf, project, environment).some(({ kind }) => kind === 'bad-version')) return;
  put(shelf, { project, environment, kind: 'bad-version', reason: `#${String(number)} was not well there` });
}

export function locksOn(shelf: Shelf): Locks {
  return {
    inForce: async (project, environment) => inForceOn(shelf, project, environment),
    take: async (wanted, takeOver) => {
      const held = inForceOn(shelf, wanted.project, wanted.environment).find(({ kind }) => kind === 'person');
      if (held !== undefined && held.by?.discordId !== wanted.by.discordId && !takeOver) return { ok: false, held };
      if (held !== undefined) drop(shelf, held.id);
      return { ok: true, lock: put(shelf, { ...wanted, kind: 'person' }) };
    },
    release: async (id) => drop(shelf, id),
    warn: async () => undefined,
  };
}

export function badVersionsOn(shelf: Shelf): BadVersions {
  const standing = (project: string, environment: string) =>
    shelf.badVersions.filter((one) => one.project === project && one.environment === environment).toReversed();
  return {
    standing: async (project, environment) => standing(project, environment),
    clear: async (id, by, reason) => {
      const mark = shelf.badVersions.find((one) => one.id === id);
      if (mark === undefined) return;
      shelf.badVersions = shelf.badVersions.filter((one) => one.id !== id);
      if (standing(mark.project, mark.environment).length === 0)
        shelf.locks = shelf.locks.filter(({ kind }) => kind !== 'bad-version');
      auditOn(shelf, { kind: 'version.cleared', actor: by.discordId, facts: { reason } });
    },
  };
}
