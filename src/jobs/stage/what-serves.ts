import { type Release, digestSet } from '../../core/release.ts';
import type { DeploymentView } from '../../ports/views.ts';
import { type Hindered, hindered } from '../intents/handler.ts';
import type { Use } from '../use.ts';

/** How far back it is looked for; what serves was deployed lately or is not known. */
const lately = 50;

export interface Serving {
  readonly release: Release;
  /** The deployment that brought it, whose card says what was played with it. */
  readonly view: DeploymentView;
}

/** The release that an environment serves just now, by the target's own word, as the ledger knows it. */
export async function whatServes(
  use: Use,
  project: string,
  environment: string,
  signal: AbortSignal,
): Promise<Serving | Hindered> {
  const seen = await use.observe(project, environment, signal).catch((error: unknown) => String(error));
  if (typeof seen === 'string') return hindered('state.unknown', seen);
  const { services } = seen;
  const odd = services.find(({ state }) => state !== 'serving');
  if (services.length === 0 || odd?.state === 'never-deployed' || odd?.state === 'down')
    return hindered('stage.nothing-runs', `${odd?.service ?? environment} does not serve.`);
  if (odd !== undefined) return hindered('state.unknown', `${odd.service} is ${odd.state}.`);
  const digests = services
    .map(({ service, digest }) => `${service}=${digest}`)
    .toSorted()
    .join(',');
  const history = await use.ledger.views.history(project, environment, lately);
  const view = history.find(
    (one) => one.kind !== 'verification' && one.startedAt !== undefined && digestSet(one.artifacts) === digests,
  );
  const release = view?.release === undefined ? undefined : await use.ledger.release(view.release);
  if (view === undefined || release === undefined)
    return hindered('state.unknown', `What ${environment} serves was not deployed by Greenroom.`);
  return { release, view };
}
