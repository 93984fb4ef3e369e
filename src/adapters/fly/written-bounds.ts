import type { Written } from '../../core/constraints.ts';
import { aspects } from '../../core/constraints.ts';
import type { Commit } from '../../core/release.ts';
import type { ProjectConfig } from '../../ports/project.ts';
import type { Source } from '../../ports/source.ts';
import { releasedToml } from './released-toml.ts';

/**
 * What the two fly.toml files of a commit say of what bounds each service's processes: what production will get, whatever
 * its machines are like now. Rejects where a file does not fit.
 */
export async function writtenBounds(
  source: Source,
  project: string,
  config: ProjectConfig,
  commit: Commit,
): Promise<Readonly<Record<string, Written>>> {
  const named = (tier: 'staging' | 'production'): string | undefined =>
    Object.entries(config.environments).find(([, one]) => one.tier === tier && one.target.kind === 'fly')?.[0];
  const [staging, production] = [named('staging'), named('production')];
  if (staging === undefined || production === undefined) return {};
  const read = async (environment: string, service: string) => {
    const found = await releasedToml({ project, config, source, commit }, environment, service);
    if (!found.ok) throw new Error(found.detail);
    return found.toml.bounds;
  };
  const services = await Promise.all(
    Object.keys(config.services).map(async (service) => {
      const [here, there] = [await read(staging, service), await read(production, service)];
      const both = aspects.flatMap((aspect) => {
        const said = { staging: here[aspect], production: there[aspect] };
        return said.staging === undefined || said.production === undefined ? [] : [[aspect, said]];
      });
      return [service, Object.fromEntries(both)];
    }),
  );
  return Object.fromEntries(services);
}
