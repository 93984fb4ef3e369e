import type { StageLedger } from '../../../src/ports/stage-ledger.ts';
import { endOn } from './intents.ts';
import { type Shelf, auditOn, changed, refuseUnlessCurrent } from './shelf.ts';

export function stageOn(shelf: Shelf): StageLedger {
  const { operations, descriptions, identities } = shelf.stage;
  const bump = (id: string): void => {
    for (const request of shelf.requests.values())
      if (request.intent === id) for (const row of shelf.projections) if (row.subject === request.id) row.wanted += 1;
  };
  return {
    operation: async (id) => operations.get(id),
    open: async (project, environment) =>
      [...operations.values()].filter(
        (one) => one.project === project && one.environment === environment && one.endedAt === undefined,
      ),
    start: async ({ detail, deployment, ...operation }, lease) => {
      refuseUnlessCurrent(shelf, lease);
      if (operations.has(operation.id)) return 'started';
      const served = [...operations.values()].some(
        ({ confirms }) => confirms !== undefined && confirms === operation.confirms,
      );
      if (served) return 'confirmed-before';
      const { project, environment, tool, actor } = operation;
      const at = shelf.clock.now();
      operations.set(operation.id, { ...operation, startedAt: at, told: 0 });
      const cause = `/${tool} by ${actor.name}`;
      const row = deployment === undefined ? undefined : shelf.deployments.get(deployment);
      shelf.evidenceEnds.push({ project, environment, cause, detail, at });
      if (row !== undefined) {
        row.played = { cause, detail, at };
        changed(shelf, row);
      }
      auditOn(shelf, {
        kind: 'stage.used',
        project,
        environment,
        actor: actor.discordId,
        facts: { operation: operation.id, tool, detail },
      });
      return 'started';
    },
    progress: async (id, progress) => {
      const operation = operations.get(id);
      if (operation === undefined) throw new Error(`There is no operation ${id}.`);
      operation.progress = progress;
      operation.told += 1;
      bump(id);
    },
    end: async (id, outcome) => {
      const operation = operations.get(id);
      if (operation === undefined) throw new Error(`There is no operation ${id}.`);
      if (operation.endedAt !== undefined) return;
      operation.endedAt = shelf.clock.now();
      const { project, environment, tool, actor } = operation;
      auditOn(shelf, {
        kind: 'stage.ended',
        project,
        environment,
        actor: actor.discordId,
        facts: { operation: id, tool, state: outcome.state, code: outcome.code },
      });
      endOn(shelf, id, outcome);
    },
    describe: async (project, environment, description) =>
      void descriptions.set(`${project}/${environment}`, description),
    recordIdentity: async (project, environment, seen) => void identities.set(`${project}/${environment}`, seen),
    identity: async (project, environment) => identities.get(`${project}/${environment}`),
    printKey: async () => 'the-key-of-this-installation',
  };
}
