import { MovedOn } from '../../../src/core/moved-on.ts';
import type { Freeze } from '../../../src/core/freeze.ts';
import { digestSet } from '../../../src/core/release.ts';
import type { Freezes } from '../../../src/ports/freezes.ts';
import type { Ledger } from '../../../src/ports/ledger.ts';
import { endOn } from './intents.ts';
import { type Shelf, auditOn, idOn, rowOn, rowsOf } from './shelf.ts';

export function freezesOn(shelf: Shelf): Freezes {
  return {
    standing: async (project, environment, at) =>
      shelf.freezes
        .filter((one) => one.project === project && one.environment === environment && one.until > at)
        .toSorted((a, b) => a.from - b.from),
    set: async (wanted, fromIntent) => {
      if (fromIntent !== undefined && shelf.intents.get(fromIntent.id)?.outcome !== undefined)
        throw new MovedOn('the intent', 'ended', 'open');
      const freeze: Freeze = { ...wanted, id: idOn(shelf), at: shelf.clock.now() };
      shelf.freezes.push(freeze);
      if (fromIntent !== undefined) endOn(shelf, fromIntent.id, fromIntent.outcome);
      auditOn(shelf, { kind: 'freeze.set', actor: wanted.by.discordId, facts: { reason: wanted.reason } });
      return freeze;
    },
    lift: async (ids, by, reason, fromIntent) => {
      shelf.freezes = shelf.freezes.filter((one) => !ids.includes(one.id));
      if (fromIntent !== undefined) endOn(shelf, fromIntent.id, fromIntent.outcome);
      auditOn(shelf, { kind: 'freeze.lifted', actor: by.discordId, facts: { reason } });
    },
  };
}

type Part = Pick<Ledger, 'evidenceOf' | 'endEvidence' | 'recordMigrations' | 'appliedMigrations' | 'pushers'>;

/** What is remembered of evidence, migrations and pushes besides the deployments themselves. */
export function rememberedOn(shelf: Shelf): Part {
  return {
    evidenceOf: async (project, environment, artifacts) => {
      const digests = digestSet(artifacts);
      const rows = rowsOf(shelf, project, environment).filter((row) => digestSet(row.artifacts) === digests);
      const found = rows.flatMap((row) => {
        const at = shelf.evidence.findLast((one) => one.deployment === row.id)?.at;
        return at === undefined ? [] : [{ row, at }];
      })[0];
      const failed = rows.find(
        (row) => row.state === 'failed' || row.state === 'rolled-back' || row.suites.some((suite) => !suite.ok),
      );
      const ended = shelf.evidenceEnds.findLast((one) => one.project === project && one.environment === environment);
      return {
        ...(found === undefined
          ? {}
          : {
              verified: {
                at: found.at,
                deployment: found.row.id,
                number: found.row.number,
                since: found.row.startedAt ?? found.row.createdAt,
              },
            }),
        ...(failed === undefined
          ? {}
          : {
              failed: {
                number: failed.number,
                at: failed.endedAt ?? failed.createdAt,
                ...(failed.code === undefined ? {} : { code: failed.code }),
              },
            }),
        ...(ended === undefined ? {} : { ended }),
      };
    },
    endEvidence: async (project, environment, { cause, detail }) => {
      shelf.evidenceEnds.push({ project, environment, cause, detail, at: shelf.clock.now() });
      auditOn(shelf, { kind: 'evidence.ended', project, environment, facts: { cause, detail } });
    },
    recordMigrations: async (id, migrations, lease) => {
      const { project, environment, number } = rowOn(shelf, id, lease);
      for (const one of migrations) {
        const there = shelf.migrations.some(
          (old) =>
            old.project === project &&
            old.environment === environment &&
            old.path === one.path &&
            old.blob === one.blob,
        );
        if (!there) shelf.migrations.push({ ...one, project, environment, deployment: number });
      }
    },
    appliedMigrations: async (project, environment) =>
      shelf.migrations.filter((one) => one.project === project && one.environment === environment),
    pushers: async (project, commits) => [
      ...new Set(
        [...shelf.intents.values()].flatMap(({ intent }) =>
          intent.kind === 'look-at-branch' &&
          intent.project === project &&
          intent.pusher !== undefined &&
          commits.includes(intent.after ?? '')
            ? [intent.pusher]
            : [],
        ),
      ),
    ],
  };
}
