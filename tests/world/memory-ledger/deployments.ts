import { changedKeys } from '../../../src/core/config-difference.ts';
import { MovedOn } from '../../../src/core/moved-on.ts';
import { isEnded, transition } from '../../../src/core/deployment.ts';
import type { StepRecord, StepResult } from '../../../src/core/step.ts';
import { meet } from '../../../src/adapters/postgres/deployments/wait.ts';
import type { Ledger, NewDeployment } from '../../../src/ports/ledger.ts';
import { endOn } from './intents.ts';
import { markBadOn } from './locks.ts';
import { liveOn } from './releases.ts';
import { type Row, type Shelf, auditOn, changed, idOn, rowOn, rowsOf, show, viewOf } from './shelf.ts';

type Part = Pick<
  Ledger,
  | 'wait'
  | 'underWay'
  | 'waiting'
  | 'running'
  | 'move'
  | 'waitsFor'
  | 'setSteps'
  | 'startStep'
  | 'endStep'
  | 'recordSuite'
  | 'requestCancel'
  | 'cancelRequested'
  | 'recordApprovals'
  | 'appendLog'
  | 'commitFate'
>;

const pending = (name: StepRecord['name'], position: number): StepRecord => ({
  name,
  position,
  state: 'pending',
  attempts: 0,
});

function insert(shelf: Shelf, wanted: NewDeployment): Row {
  const row: Row = {
    id: idOn(shelf),
    number: Math.max(0, ...rowsOf(shelf, wanted.project).map((one) => one.number)) + 1,
    project: wanted.project,
    environment: wanted.environment,
    tier: wanted.tier,
    kind: wanted.kind,
    state: 'waiting',
    commit: wanted.commit,
    artifacts: wanted.release?.artifacts ?? [],
    contains: [],
    steps: wanted.steps.map(pending),
    suites: [],
    urls: wanted.urls,
    version: 1,
    createdAt: shelf.clock.now(),
    ...(wanted.pusher === undefined ? {} : { pusher: wanted.pusher }),
    ...(wanted.requestedBy === undefined ? {} : { requestedBy: wanted.requestedBy }),
    ...(wanted.release === undefined ? {} : { release: wanted.release.id }),
    ...(wanted.promotion === undefined ? {} : { promotion: { ...wanted.promotion, approvals: [], verdicts: [] } }),
    ...(wanted.configChange === undefined ? {} : { configChange: wanted.configChange }),
    configPrint: wanted.configPrint,
  };
  shelf.deployments.set(row.id, row);
  show(shelf, 'discord', 'card', row.id, 1);
  return row;
}

function settle(shelf: Shelf, wanted: NewDeployment): Row {
  const waiting = rowsOf(shelf, wanted.project, wanted.environment).find((row) => row.state === 'waiting');
  const meeting = meet(
    waiting && {
      kind: waiting.kind,
      commit: waiting.commit.commit,
      release: waiting.release ?? null,
      promotion: waiting.promotion ?? null,
    },
    wanted,
  );
  if (waiting === undefined) return insert(shelf, wanted);
  if (meeting === 'is refused') throw new Error(`rollback #${waiting.number} is waiting there. Let it end first.`);
  if (meeting === 'is the same') {
    if (wanted.kind === 'deployment' && waiting.configPrint !== undefined && wanted.configPrint !== undefined)
      if (changedKeys(waiting.configPrint, wanted.configPrint).length > 0)
        Object.assign(waiting, {
          configPrint: wanted.configPrint,
          ...(wanted.configChange === undefined ? {} : { configChange: wanted.configChange }),
        });
    return waiting;
  }
  if (meeting === 'folds') {
    waiting.contains = [waiting.commit.commit, ...waiting.contains.filter((one) => one !== wanted.commit.commit)];
    waiting.commit = wanted.commit;
    waiting.steps = wanted.steps.map(pending);
    waiting.configPrint = wanted.configPrint;
    delete waiting.configChange;
    if (wanted.configChange !== undefined) waiting.configChange = wanted.configChange;
    changed(shelf, waiting);
    auditOn(shelf, { kind: 'deployment.folded', deployment: waiting.id, facts: { number: waiting.number } });
    return waiting;
  }
  Object.assign(waiting, {
    state: 'superseded',
    code: waiting.kind === 'promotion' ? 'card.moved' : 'commit.superseded',
    endedAt: shelf.clock.now(),
  });
  const row = insert(shelf, wanted);
  waiting.supersededBy = { id: row.id, number: row.number };
  changed(shelf, waiting);
  return row;
}

export function deploymentsOn(shelf: Shelf): Part {
  const inState = (project: string, environment: string, state: Row['state']) =>
    viewOf(rowsOf(shelf, project, environment).find((row) => row.state === state));
  const stepOf = (row: Row, name: StepRecord['name']): StepRecord => {
    const step = row.steps.find((one) => one.name === name);
    if (step === undefined) throw new Error(`deployment #${row.number} has no step “${name}”`);
    return step;
  };
  const put = (row: Row, step: StepRecord): void => {
    row.steps = row.steps.map((one) => (one.name === step.name ? step : one));
    changed(shelf, row);
  };
  return {
    wait: async (wanted, fromIntent) => {
      const outcome = fromIntent && shelf.intents.get(fromIntent.id)?.outcome;
      const made = outcome && viewOf(shelf.deployments.get(outcome.deployment ?? ''));
      if (made !== undefined) return made;
      if (outcome !== undefined) throw new MovedOn('the intent', outcome.code, 'open');
      const newest = rowsOf(shelf, wanted.project, wanted.environment).find(({ kind }) => kind !== 'verification');
      const { decidedAfter } = wanted;
      if (
        decidedAfter !== undefined &&
        (newest?.id !== decidedAfter?.id || newest?.commit.commit !== decidedAfter?.commit)
      )
        throw new MovedOn(wanted.environment, newest?.commit.commit ?? 'none', decidedAfter?.commit ?? 'none');
      if (wanted.whileLive !== undefined) {
        const now = liveOn(shelf, wanted.project, wanted.environment)?.number ?? null;
        if (now !== wanted.whileLive || inState(wanted.project, wanted.environment, 'running') !== undefined)
          throw new MovedOn(wanted.environment, `#${now}`, `#${wanted.whileLive}`);
      }
      const row = settle(shelf, wanted);
      if (fromIntent !== undefined) endOn(shelf, fromIntent.id, { ...fromIntent.outcome, deployment: row.id });
      auditOn(shelf, { kind: 'deployment.wait', deployment: row.id, facts: { number: row.number } });
      return { ...row };
    },
    underWay: async (project, environment) => {
      const [running, waiting] = [inState(project, environment, 'running'), inState(project, environment, 'waiting')];
      return { ...(running && { running }), ...(waiting && { waiting }) };
    },
    waiting: async (project, environment) => inState(project, environment, 'waiting'),
    running: async (project, environment) => inState(project, environment, 'running'),
    move: async (id, event, why, lease) => {
      const row = rowOn(shelf, id, lease);
      const to = transition(row.state, event);
      if (to === undefined || (event === 'cancel' && lease === undefined && row.state === 'running'))
        throw new MovedOn(`deployment #${row.number}`, row.state, `one that can “${event}”`);
      const live = isEnded(to) && to !== 'succeeded' ? liveOn(shelf, row.project, row.environment) : undefined;
      Object.assign(row, {
        state: to,
        ...(why.code === undefined ? {} : { code: why.code }),
        ...(why.detail === undefined ? {} : { detail: why.detail }),
        ...(event === 'start' ? { startedAt: shelf.clock.now() } : {}),
        ...(isEnded(to) ? { endedAt: shelf.clock.now() } : {}),
        ...(live === undefined ? {} : { serving: { commit: live.release.commit, number: live.number } }),
      });
      if (event === 'fail' || event === 'roll-back') markBadOn(shelf, row);
      changed(shelf, row);
      auditOn(shelf, {
        kind: `deployment.${event}`,
        project: row.project,
        environment: row.environment,
        deployment: id,
        facts: { number: row.number, to },
      });
      return { ...row };
    },
    waitsFor: async (id, why) => {
      const row = rowOn(shelf, id);
      if (row.state !== 'waiting') return;
      delete row.code;
      delete row.detail;
      Object.assign(row, why);
      changed(shelf, row);
    },
    setSteps: async (id, names, lease) => {
      const row = rowOn(shelf, id, lease);
      const lost = row.steps.find((step) => !names.includes(step.name) && step.state !== 'pending');
      if (lost !== undefined) throw new Error(`step “${lost.name}” is ${lost.state}; the new list must keep it`);
      row.steps = names.map((name, position) => ({
        ...(row.steps.find((step) => step.name === name) ?? pending(name, position)),
        position,
      }));
      changed(shelf, row);
    },
    startStep: async (id, name, lease) => {
      const row = rowOn(shelf, id, lease);
      const step = stepOf(row, name);
      if (row.state !== 'running' || (step.state !== 'pending' && step.state !== 'started'))
        throw new Error(`#${row.number} is ${row.state}, its step “${name}” ${step.state}; wanted to start it`);
      const { code: _, detail: __, endedAt: ___, ...kept } = step;
      put(row, {
        ...kept,
        state: 'started',
        attempts: step.attempts + 1,
        startedAt: step.startedAt ?? shelf.clock.now(),
      });
      return { attempt: step.attempts + 1 };
    },
    endStep: async (id, name, result: StepResult, lease) => {
      const row = rowOn(shelf, id, lease);
      const step = stepOf(row, name);
      const state = result.kind === 'errored' ? 'started' : result.kind;
      if (step.state === state && state !== 'started') return;
      const needsStart = result.kind === 'succeeded' || result.kind === 'errored';
      if (step.state !== 'started' && (needsStart || step.state !== 'pending'))
        throw new Error(`step “${name}” of #${row.number} is ${step.state}; wanted started to end it`);
      put(row, {
        ...step,
        state,
        ...(result.kind === 'succeeded' ? {} : { code: result.code, detail: result.detail }),
        ...('evidence' in result && result.evidence !== undefined ? { evidence: result.evidence } : {}),
        ...(state === 'started' ? {} : { endedAt: shelf.clock.now() }),
      });
    },
    recordSuite: async (id, suite, lease) => {
      const row = rowOn(shelf, id, lease);
      row.suites = [...row.suites.filter((one) => one.name !== suite.name), suite];
      changed(shelf, row);
    },
    requestCancel: async (id, actor) => {
      const row = rowOn(shelf, id);
      if (isEnded(row.state)) throw new Error(`deployment #${row.number} is ${row.state}; wanted waiting or running`);
      row.cancelRequestedBy ??= actor;
      changed(shelf, row);
    },
    cancelRequested: async (id) => shelf.deployments.get(id)?.cancelRequestedBy !== undefined,
    recordApprovals: async (id, approvals, verdicts) => {
      const row = rowOn(shelf, id);
      if (row.promotion === undefined)
        throw new Error(`deployment #${row.number} is a ${row.kind}; wanted a promotion`);
      row.promotion = { ...row.promotion, approvals, verdicts };
      changed(shelf, row);
    },
    appendLog: async () => undefined,
    commitFate: async () => undefined,
  };
}
