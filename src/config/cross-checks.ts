import { freezeChecks } from './freeze-checks.ts';
import type { Problem } from './problem.ts';
import type { ConfigFile, ProjectConfig } from './schema.ts';
import { giveItsOwn, isStateful } from './stateful.ts';

/** Remembers where a value was used first, and reports a second use with both places. */
class Unique {
  readonly #seen = new Map<string, string>();
  readonly #problems: Problem[];
  readonly #remedy: string;

  constructor(problems: Problem[], remedy: string) {
    this.#problems = problems;
    this.#remedy = remedy;
  }

  /** `label` stands for a value that must not be printed. */
  use(value: string, path: string, label = value): void {
    const first = this.#seen.get(value);
    if (first === undefined) this.#seen.set(value, path);
    else this.#problems.push({ path, found: `${label} is used at ${first} too`, remedy: this.#remedy });
  }
}

function checkProject(name: string, project: ProjectConfig, problems: Problem[], ports: Unique): void {
  const here = `projects.${name}`;
  const services = Object.keys(project.services);
  const environments = Object.entries(project.environments);
  const branches = new Unique(problems, 'Give each environment a branch of its own.');
  const stateful = new Unique(problems, giveItsOwn);

  if (services.length === 0)
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
    const targets = Object.keys(environment.target.services);
    for (const missing of services.filter((service) => !targets.includes(service)))
      problems.push({
        path: `${place}.target.services`,
        found: `no ${missing}`,
        remedy: `Say where service ${missing} runs there.`,
      });
    for (const [service, target] of Object.entries(environment.target.services)) {
      const spot = `${place}.target.services.${service}`;
      if (!services.includes(service))
        problems.push({
          path: spot,
          found: 'a service that the project does not have',
          remedy: `Use one of ${services.join(', ')}.`,
        });
      ports.use(`${environment.target.host}:${target.port}`, `${spot}.port`);
      for (const [variable, value] of Object.entries(target.env)) {
        if (isStateful(variable)) {
          if (typeof value === 'string') stateful.use(`value ${value}`, `${spot}.env.${variable}`, 'the same value');
          else stateful.use(`secret ${value.secret}`, `${spot}.env.${variable}`, `the secret ${value.secret}`);
        }
        if (variable === 'APP_ENV' && value !== environment.tier)
          problems.push({
            path: `${spot}.env.APP_ENV`,
            found: `found ${JSON.stringify(value)}`,
            remedy: `Wanted ${environment.tier}, or leave it out: Greenroom sets it.`,
          });
      }
    }
  }
  for (const [service, config] of Object.entries(project.services)) {
    if (
      config.build.local === undefined &&
      environments.some(([, environment]) => environment.tier !== 'local' && environment.target.kind === 'local')
    )
      problems.push({
        path: `${here}.services.${service}.build`,
        found: 'no local build',
        remedy: 'A local target needs build.local with run and start.',
      });
  }
  problems.push(...freezeChecks(project.promote, `${here}.promote`));
  const suites = new Unique(problems, 'Give each suite a name of its own.');
  project.verify.forEach((suite, index) => suites.use(suite.name, `${here}.verify.${index}.name`));
}

/** What two places must not share, and what one place needs from another. Each problem names both places. */
export function crossChecks(file: ConfigFile): readonly Problem[] {
  const problems: Problem[] = [];
  const ports = new Unique(problems, 'Choose another port for one of them.');
  const repositories = new Unique(problems, 'One project a repository.');
  const roles = new Unique(problems, 'Use a Discord role of its own for each.');
  if (Object.keys(file.projects).length === 0)
    problems.push({ path: 'projects', found: 'none', remedy: 'Configure at least one project.' });
  for (const [name, project] of Object.entries(file.projects)) {
    repositories.use(project.repository.toLowerCase(), `projects.${name}.repository`);
    checkProject(name, project, problems, ports);
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
