import type { Tier } from '../core/environment.ts';
import { type Artifact, type Release, artifactsFor } from '../core/release.ts';
import type { StepResult } from '../core/step.ts';
import type { ActResult, ReleaseRequest, Target } from '../ports/target.ts';
import type { Scene } from './scene.ts';

type Change = 'migrate' | 'switch' | 'restart' | 'roll-back';

/** Services in the order in which the config names them: that is the order in which they are switched. */
export function inOrder(scene: Pick<Scene, 'project'>, artifacts: readonly Artifact[]): readonly Artifact[] {
  const names = Object.keys(scene.project.services);
  return [...artifacts].sort((a, b) => names.indexOf(a.service) - names.indexOf(b.service));
}

/** Going back takes the services the other way round: what depends on another goes before what it depends on. */
function orderOf(scene: Scene, what: Change, artifacts: readonly Artifact[]): readonly Artifact[] {
  const forwards = inOrder(scene, artifacts);
  return what === 'roll-back' ? forwards.toReversed() : forwards;
}

async function onTarget<T extends Tier>(
  scene: Scene,
  target: Target<T>,
  change: Change,
  release: Release,
  first: () => Promise<void>,
): Promise<ActResult> {
  const { use, view, lease, io } = scene;
  const actor =
    view.kind === 'deployment' || view.requestedBy === undefined
      ? undefined
      : { id: view.requestedBy, action: view.kind === 'rollback' ? ('roll-back' as const) : ('promote' as const) };
  // Greenroom's own way back after a bad promotion asks nobody's leave: nobody's role may stand between users and health.
  const mending = view.kind === 'promotion' && (change === 'roll-back' || change === 'restart');
  const subject = {
    environment: target.environment,
    release,
    deployment: view,
    lease,
    ...(actor === undefined || mending ? {} : { actor }),
  };
  const request: ReleaseRequest = {
    commit: release.commit,
    artifacts: orderOf(scene, change, artifactsFor(release.artifacts, view.environment)),
    ...(change === 'roll-back' && view.kind !== 'rollback' ? { asBefore: true } : {}),
  };
  const refused = (answer: { code: Extract<ActResult, { ok: false }>['code']; detail: string }): ActResult => ({
    ok: false,
    ...answer,
    retry: false,
  });
  switch (change) {
    case 'migrate': {
      const answer = await use.gate.ask<'migrate', T>('migrate', view.kind, subject, io.signal);
      if (!answer.allowed) return refused(answer);
      await first();
      return target.migrate(answer.permit, request, lease.token, io);
    }
    case 'switch': {
      const answer = await use.gate.ask<'switch', T>('switch', view.kind, subject, io.signal);
      return answer.allowed ? target.switch(answer.permit, request, lease.token, io) : refused(answer);
    }
    case 'restart': {
      const answer = await use.gate.ask<'restart', T>('restart', view.kind, subject, io.signal);
      return answer.allowed ? target.restart(answer.permit, request, lease.token, io) : refused(answer);
    }
    case 'roll-back': {
      const answer = await use.gate.ask<'roll-back', T>('roll-back', view.kind, subject, io.signal);
      return answer.allowed ? target.rollBack(answer.permit, request, lease.token, io) : refused(answer);
    }
  }
}

/**
 * Asks the gate and, with its permit, changes the environment. The only way in which a step reaches a target. `first` is
 * written down between the gate's yes to a migration and the migration itself.
 */
export async function change(
  scene: Scene,
  what: Change,
  release: Release,
  first: () => Promise<void> = async () => undefined,
): Promise<StepResult> {
  const { use, view } = scene;
  const result =
    use.works.on === 'staging'
      ? await onTarget(scene, use.works.target(view.project, view.environment), what, release, first)
      : await onTarget(scene, use.works.target(view.project, view.environment), what, release, first);
  if (result.ok) return { kind: 'succeeded', evidence: { detail: result.detail } };
  return { kind: result.retry ? 'errored' : 'failed', code: result.code, detail: result.detail };
}
