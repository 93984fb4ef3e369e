import { sameHost } from './listening.ts';
import type { Problem } from './problem.ts';
import type { ConfigFile } from './schema.ts';

/** Where Greenroom listens itself. 0 stands for any that is free. */
interface Own {
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number | undefined;
}

/**
 * Two cannot listen at one address: an app that comes second is called unhealthy, and a Greenroom that does, does not
 * start. For where Greenroom is whole; a worker alone takes no port.
 */
export function ownPorts({ projects }: Pick<ConfigFile, 'projects'>, { host, port, metricsPort }: Own): Problem[] {
  const metrics = { name: 'METRICS_PORT', what: 'for metrics', host: '127.0.0.1', port: metricsPort ?? 0 };
  const own = [{ name: 'PORT', what: 'for webhooks', host, port }, metrics].filter((one) => one.port !== 0);
  const problems: Problem[] = [];
  if (own.length === 2 && metricsPort === port && sameHost(host, metrics.host))
    problems.push({
      path: 'METRICS_PORT',
      found: `found ${port}, where Greenroom listens for webhooks (PORT)`,
      remedy: 'Choose another one, or leave it out where nobody reads metrics.',
    });
  for (const [project, { environments }] of Object.entries(projects))
    for (const [environment, one] of Object.entries(environments)) {
      if (one.tier === 'local' || one.target.kind !== 'local') continue;
      const { target } = one;
      for (const [service, its] of Object.entries(target.services)) {
        const taken = own.find((mine) => mine.port === its.port && sameHost(mine.host, target.host));
        if (taken === undefined) continue;
        problems.push({
          path: `projects.${project}.environments.${environment}.target.services.${service}.port`,
          found: `found ${its.port}, where Greenroom itself listens ${taken.what} (${taken.name})`,
          remedy: `Choose another port for the app, or another ${taken.name} for Greenroom.`,
        });
      }
    }
  return problems;
}
