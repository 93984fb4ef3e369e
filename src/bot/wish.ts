import { usualFreezeHours } from '../core/freeze.ts';
import type { Wish } from '../core/intent.ts';
import { isStageTool, stageTools } from '../core/stage-tool.ts';
import { toolWishOf } from './tool-wish.ts';
import type { Asking } from './parts.ts';
import { type Place, isOf, placeNamed, placesOf, productionNamed, projectNamed, stagingNamed } from './places.ts';
import { Refused } from './refused.ts';

/** As people call them; each is a command, but for verify, which is a button. */
export const plannable = [
  'deploy',
  'promote',
  'rollback',
  'cancel',
  'lock',
  'unlock',
  'freeze',
  'unfreeze',
  'clear',
  'verify',
  'cleanup',
  ...stageTools,
] as const;
export type Plannable = (typeof plannable)[number];

export interface WishOptions {
  readonly project?: string | undefined;
  readonly environment?: string | undefined;
  readonly deployment?: number | undefined;
  readonly commit?: string | undefined;
  readonly scenario?: string | undefined;
  readonly day?: number | undefined;
  readonly user?: string | undefined;
}

/** Where the environment's name is typed, which are offered. */
export function tiersOf(operation: unknown): readonly ('staging' | 'production')[] {
  if (operation === 'deploy' || operation === 'verify' || operation === 'cleanup') return ['staging'];
  if (isStageTool(String(operation))) return ['staging'];
  if (operation === 'lock' || operation === 'unlock') return ['staging', 'production'];
  return ['production'];
}

/** What the command would ask for. Nobody is asked for a reason here: it decides nothing, and nothing is kept. */
export async function wishOf(
  asking: Asking,
  operation: Plannable,
  options: WishOptions,
): Promise<{ place: Place; of: Wish }> {
  const { config, actor, clock } = asking;
  const project = projectNamed(config, options.project);
  const { environment, commit } = options;
  const reason = 'only a question';
  const production = (): Place => productionNamed(config, project, environment);
  const any = (): Place => {
    if (environment !== undefined) return placeNamed(config, project, environment);
    throw new Refused('environment.unknown', 'Say which one, with environment.');
  };
  if (isStageTool(operation)) {
    const place = stagingNamed(config, project, environment);
    return { place, of: await toolWishOf(asking, place, operation, options) };
  }
  switch (operation) {
    case 'deploy':
      return {
        place: stagingNamed(config, project, environment),
        of: { kind: 'deploy', actor, ...(commit === undefined ? {} : { commit }) },
      };
    case 'promote':
      return { place: production(), of: { kind: 'promote', actor } };
    case 'rollback':
      return { place: production(), of: { kind: 'roll-back', actor } };
    case 'cancel': {
      const { id, tier, environment: where } = await numbered(asking, project, options);
      if (tier === 'local') throw new Refused('deployment.not-found');
      return { place: { project, environment: where, tier }, of: { kind: 'cancel', deployment: id, actor } };
    }
    case 'verify': {
      const view = await numbered(asking, project, options);
      const stagings = placesOf(config, project).filter(isOf('staging'));
      const place =
        view.tier === 'staging' ? stagings.find((one) => one.environment === view.environment) : stagings[0];
      if (place === undefined) throw new Refused('environment.unknown', `${project} has no such staging any more.`);
      return { place, of: { kind: 'verify', deployment: view.id, actor } };
    }
    case 'clear': {
      const { number } = await numbered(asking, project, options);
      return { place: production(), of: { kind: 'clear', version: number, reason, actor } };
    }
    case 'lock':
      return { place: any(), of: { kind: 'lock', reason, takeOver: false, actor } };
    case 'unlock':
      return { place: any(), of: { kind: 'unlock', reason, actor } };
    case 'freeze': {
      const from = clock.now();
      return {
        place: production(),
        of: { kind: 'freeze', reason, from, until: from + usualFreezeHours * 3_600_000, actor },
      };
    }
    case 'cleanup':
      return { place: stagingNamed(config, project, environment), of: { kind: 'clean-up', actor } };
    case 'unfreeze':
      return { place: production(), of: { kind: 'unfreeze', reason, actor } };
  }
}

async function numbered({ views }: Asking, project: string, { deployment }: WishOptions) {
  if (deployment === undefined) throw new Refused('request.malformed', 'Say which one, with deployment.');
  const view = await views.deploymentByNumber(project, deployment);
  if (view === undefined) throw new Refused('deployment.not-found', `There is no #${String(deployment)}.`);
  return view;
}
