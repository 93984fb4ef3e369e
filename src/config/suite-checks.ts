import type { Problem } from './problem.ts';
import type { ProjectConfig } from './schema.ts';
import { Unique } from './unique.ts';

/** Each suite by its own name, and with what its place needs. */
export function checkSuites(here: string, project: ProjectConfig, problems: Problem[]): void {
  const names = new Unique(problems, 'Give each suite a name of its own.');
  const services = Object.keys(project.services);
  const onFly = Object.values(project.environments).some((one) => one.tier === 'staging' && one.target.kind === 'fly');
  for (const [at, suite] of project.verify.entries()) {
    const spot = `${here}.verify.${at}`;
    names.use(suite.name, `${spot}.name`);
    if (!('machine' in suite)) continue;
    if (!onFly)
      problems.push({
        path: `${spot}.machine`,
        found: 'a machine, and staging does not run on Fly',
        remedy: 'Use run: there the suite runs beside Greenroom, as a user of its own.',
      });
    if (suite.service !== undefined && !services.includes(suite.service))
      problems.push({
        path: `${spot}.service`,
        found: `found ${suite.service}`,
        remedy: `Wanted one of ${services.join(', ')}.`,
      });
  }
}
