import type { ReleaseRequest } from '../../../src/ports/target.ts';
import { freePort } from '../../world/free-port.ts';
import { type Behaviour, tinyProject } from '../../world/tiny-app.ts';
import { localStage } from './stage.ts';

/**
 * One release of two services, api before web. Both come from the same tree; the web of a release that cannot start is
 * that of a commit whose program ends at once.
 */
export async function twoServices() {
  const ports = {
    staging: { api: await freePort(), web: await freePort() },
    production: { api: await freePort(), web: await freePort() },
  };
  const { api } = tinyProject.services;
  const { migrations: _, ...web } = api;
  const target = ({ api: first, web: second }: { api: number; web: number }) => ({
    kind: 'local',
    services: { api: { port: first }, web: { port: second } },
  });
  const here = await localStage({
    services: { api, web },
    environments: {
      staging: { tier: 'staging', branch: 'staging', target: target(ports.staging) },
      production: { tier: 'production', target: target(ports.production) },
    },
    deadlines: { build: '20s', migrate: '20s', switch: '10s', verify: '3s' },
  });

  const build = async (name: string, service: 'api' | 'web', behaviour: Behaviour) => {
    const commit = here.commits(name, behaviour);
    const built = await here.builder.build('advent', commit, service, here.io());
    if (!built.ok) throw new Error(`${built.code}: ${built.detail}`);
    here.recorded.set(built.artifact.key, built.artifact);
    return built.artifact;
  };

  return {
    ...here,
    ports: ports.production,
    /** From now on the config gives the services of production these ports. */
    movesTo(wanted: { readonly api: number; readonly web: number }): void {
      const driven = here.place('production').config.environments['production'];
      if (driven === undefined || driven.tier === 'local' || driven.target.kind !== 'local')
        throw new Error('not here');
      for (const service of ['api', 'web'] as const)
        Object.assign(driven.target.services[service] ?? {}, { port: wanted[service] });
    },
    releases: async (name: string, how: { api?: Behaviour; web?: Behaviour } = {}): Promise<ReleaseRequest> => ({
      commit: here.commits(name),
      // Another commit's tree is another digest; what counts is which service of the release it is.
      artifacts: [await build(`${name}-api`, 'api', how.api ?? {}), await build(`${name}-web`, 'web', how.web ?? {})],
    }),
    /** What each service of production serves, as the target says it. */
    serves: async (): Promise<Record<string, string | undefined>> => {
      const { services } = await here.targets.production.observe(new AbortController().signal);
      return Object.fromEntries(services.map((one) => [one.service, one.digest]));
    },
  };
}

export const digestsOf = (request: ReleaseRequest): Record<string, string> =>
  Object.fromEntries(request.artifacts.map((one) => [one.service, one.digest]));
