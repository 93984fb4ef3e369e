import type { ProjectConfig } from '../ports/project.ts';

/** Service → public address, without a trailing slash. */
export function urlsOf(project: ProjectConfig, environment: string): Readonly<Record<string, string>> {
  const found = project.environments[environment];
  if (found === undefined) return {};
  if (found.tier === 'local')
    return Object.fromEntries(
      Object.entries(found.services).map(([name, service]) => [name, service.url.replace(/\/+$/, '')]),
    );
  const { host, services } = found.target;
  return Object.fromEntries(
    Object.entries(services).map(([name, service]) => [
      name,
      (service.url ?? `http://${host}:${service.port}`).replace(/\/+$/, ''),
    ]),
  );
}
