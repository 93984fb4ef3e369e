import type { Commit } from '../../core/release.ts';
import type { ProjectConfig } from '../../ports/project.ts';
import type { Source } from '../../ports/source.ts';
import { type FlyToml, buildsDiffer, readFlyToml, tomlProblems } from './fly-toml.ts';

const mostBytes = 256 * 1024;

export type Released =
  | { readonly ok: true; readonly text: string; readonly toml: FlyToml }
  | { readonly ok: false; readonly detail: string };

interface Of {
  readonly project: string;
  readonly config: ProjectConfig;
  readonly source: Pick<Source, 'file' | 'text'>;
  readonly commit: Commit;
}

/** A service's fly.toml as it is in the released commit, never one of another: it is a part of what was approved. */
async function textOf({ project, source, commit }: Of, path: string): Promise<string | { readonly detail: string }> {
  const file = await source.file(project, commit, path);
  if (file === undefined) return { detail: `there is no ${path} in the commit; the config names it` };
  if (!file.plain) return { detail: `${path} is a link; wanted the file itself` };
  const text = await source.text(project, file, mostBytes);
  return text ?? { detail: `${path} is larger than 256 KiB` };
}

/** Reads and judges one environment's file of one service. */
export async function releasedToml(of: Of, environment: string, service: string): Promise<Released> {
  const { config } = of;
  const driven = config.environments[environment];
  const its = config.services[service];
  if (driven === undefined || driven.tier === 'local' || driven.target.kind !== 'fly' || its === undefined)
    return { ok: false, detail: `${environment} does not run ${service} on Fly` };
  const placed = driven.target.services[service];
  if (placed === undefined) return { ok: false, detail: `${environment} has no ${service}` };
  const text = await textOf(of, placed.config);
  if (typeof text !== 'string') return { ok: false, detail: text.detail };
  const read = readFlyToml(text);
  if (!read.ok) return { ok: false, detail: `${placed.config}: ${read.detail}` };
  const { migrations } = its;
  const problems = tomlProblems(read.toml, {
    path: placed.config,
    app: placed.app,
    tier: driven.tier,
    health: its.health,
    migrations:
      migrations === undefined ? undefined : migrations.run === 'release_command' ? 'release_command' : 'greenroom',
  });
  if (problems.length > 0) return { ok: false, detail: problems.join(' · ') };
  return { ok: true, text, toml: read.toml };
}

/**
 * Before anything is built: every environment's file has to be right, production's too. What staging's build is, is
 * production's (R1.3), so a mistake there is told now and not when people have approved.
 */
export async function tomlsAreRight(of: Of, service: string): Promise<{ readonly detail: string } | undefined> {
  const driven = Object.entries(of.config.environments).filter(([, one]) => one.tier !== 'local');
  const found = await Promise.all(
    driven.map(async ([environment]) => ({ environment, read: await releasedToml(of, environment, service) })),
  );
  const wrong = found.flatMap(({ read }) => (read.ok ? [] : [read.detail]));
  if (wrong.length > 0) return { detail: wrong.join(' · ') };
  const [first, ...others] = found.flatMap(({ environment, read }) =>
    read.ok ? [{ environment, toml: read.toml }] : [],
  );
  const other = others.find(({ toml }) => first !== undefined && buildsDiffer(first.toml, toml));
  if (first === undefined || other === undefined) return undefined;
  return {
    detail: `${service}: [build] is ${first.toml.build} for ${first.environment} and ${other.toml.build} for ${other.environment}. Wanted the same in both: one image serves both.`,
  };
}
