import type { Approval } from '../../../core/promotion.ts';
import type { Verdict } from '../../../core/verdict.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import { type Store, inTransaction } from '../database.ts';
import { storable, toJson } from '../stored.ts';
import { auditDeployment, change, lockDeployment } from './change.ts';

/** Who approves a promotion, as read back from Discord, and what the guards say of it. */
export function createApprovals({ db, clock }: Store): Pick<Ledger, 'recordApprovals'> {
  return {
    recordApprovals: (id, approvals, verdicts) =>
      inTransaction(db, async (trx) => {
        const row = await lockDeployment(trx, id);
        if (row.kind !== 'promotion')
          throw new Error(`deployment #${row.number} is a ${row.kind}; wanted a promotion to approve`);
        const before = await trx
          .selectFrom('approvals')
          .select(['user_id', 'name', 'standing', 'includes'])
          .where('deployment', '=', id)
          .orderBy('user_id')
          .execute();
        const now = new Map(approvals.map((approval) => [approval.userId, approval]));
        await trx.deleteFrom('approvals').where('deployment', '=', id).execute();
        if (now.size > 0)
          await trx
            .insertInto('approvals')
            .values([...now.values()].map((one) => toRow(id, one)))
            .execute();
        const people = peopleOf([...now.values()].map((one) => ({ ...one, user_id: one.userId })));
        const changed = people !== peopleOf(before);
        // Looking again each minute and finding the same does not redraw the card.
        if (!changed && sameVerdicts(row.verdicts, verdicts)) return;
        await change(trx, id, { verdicts: toJson(verdicts) });
        if (!changed) return;
        await auditDeployment(trx, clock, row, {
          kind: 'promotion.approvals',
          facts: {
            number: row.number,
            card: row.promotion?.hash ?? null,
            people: [...now.values()].map(({ userId, standing }) => ({ userId, standing })),
          },
        });
      }),
  };
}

function toRow(deployment: string, { userId, name, standing, includes, seenAt }: Approval) {
  return { deployment, user_id: userId, name: storable(name), standing, includes: includes === true, seen_at: seenAt };
}

function peopleOf(rows: readonly { user_id: string; name: string; standing: string; includes?: boolean }[]): string {
  return rows
    .map((row) => JSON.stringify([row.user_id, storable(row.name), row.standing, row.includes === true]))
    .toSorted()
    .join();
}

/** jsonb orders keys its own way, so texts cannot be compared. */
function sameVerdicts(left: readonly Verdict[], right: readonly Verdict[]): boolean {
  const text = (verdicts: readonly Verdict[]): string =>
    JSON.stringify(
      verdicts.map((one) => [one.guard, one.allowed, one.allowed ? null : one.code, storable(one.detail)]),
    );
  return text(left) === text(right);
}
