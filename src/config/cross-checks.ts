import { freezeChecks } from './freeze-checks.ts';
import { checkAddresses, checkFrontends } from './frontend-checks.ts';
import { Listening } from './listening.ts';
import type { Problem } from './problem.ts';
import type { ConfigFile, ProjectConfig } from './schema.ts';
import { stageChecks } from './stage-checks.ts';
import { giveItsOwn } from './stateful.ts';
import { checkSuites } from './suite-checks.ts';
import { type TakenOnce, checkKinds, checkOrganisations, checkTarget } from './target-checks.ts';
import { Unique } from './unique.ts';

function checkProject(
  name: string,
  project: ProjectConfig,
  problems: Problem[],
  taken: Omit<TakenOnce, 'stateful'> & { readonly addresses: Unique },
): void {
  const here = `projects.${name}`;
  const environments = Object.entries(project.environments);
  const branches = new Unique(problems, 'Give each environment a branch of its own.');
  const stateful = new Unique(problems, giveItsOwn);

  if (Object.keys(project.services).length === 0)
    problems.push({ path: `${here}.services`, found: 'no service', remedy: 'Name at least one service.' });
  for (const tier of ['production', 'staging'] as const) {
    const found = environments.filter(([, environment]) => environment.tier === tier).map(([key]) => key);
    if (found.length > 1)
      problems.push({
        path: `${here}.environments`,
        found: `two of tier ${tier}: ${found.join(', ')}`,
        remedy: `Keep one; a project has one ${tier}.`,
      });
    if (found.length === 0 && tier === 'staging')
      problems.push({
        path: `${here}.environments`,
        found: 'none of tier staging',
        remedy: 'Add one with the branch that it follows.',
      });
  }

  for (const [key, environment] of environments) {
    const place = `${here}.environments.${key}`;
    if (environment.tier === 'local') continue;
    if (environment.tier === 'staging') branches.use(environment.branch, `${place}.branch`);
    problems.push(...checkTarget(place, key, environment, project, { ...taken, stateful }));
  }
  problems.push(...checkKinds(here, project), ...checkOrganisations(here, project), ...checkFrontends(here, project));
  problems.push(...stageChecks(here, project));
  checkAddresses(here, project, taken.addresses);
  problems.push(...freezeChecks(project.promote, `${here}.promote`));
  checkSuites(here, project, problems);
}

/** What two places must not share, and what one place needs from another. Each problem names both places. */
export function crossChecks(file: ConfigFile): readonly Problem[] {
  const problems: Problem[] = [];
  const ports = new Listening(problems);
  const apps = new Unique(problems, 'Each environment and service has an app of its own on Fly.');
  const addresses = new Unique(
    problems,
    'Give each environment addresses of its own: people have to see which one it is.',
  );
  const repositories = new Unique(problems, 'One project a repository.');
  const roles = new Unique(problems, 'Use a Discord role of its own for each.');
  if (Object.keys(file.projects).length === 0)
    problems.push({ path: 'projects', found: 'none', remedy: 'Configure at least one project.' });
  for (const [name, project] of Object.entries(file.projects)) {
    repositories.use(project.repository.toLowerCase(), `projects.${name}.repository`);
    checkProject(name, project, problems, { ports, apps, addresses });
  }
  for (const [name, id] of Object.entries(file.discord.roles)) roles.use(id, `discord.roles.${name}`);
  for (const [name, id] of Object.entries(file.discord.roles))
    if (id === file.discord.guild)
      problems.push({
        path: `discord.roles.${name}`,
        found: 'the server’s own id, which is @everyone',
        remedy: 'Use a role that only the right people have.',
      });
  return problems;
}
