import type { ProjectConfig } from '../ports/project.ts';

/** Service → public address, without a trailing slash. */
export function urlsOf(project: ProjectConfig, environment: string): Readonly<Record<string, string>> {
  const found = project.environments[environment];
  if (found === undefined) return {};
  if (found.tier === 'local')
    return Object.fromEntries(
      Object.entries(found.services).map(([name, service]) => [name, service.url.replace(/\/+$/, '')]),
    );
  const { target } = found;
  const addresses: readonly (readonly [string, string])[] =
    target.kind === 'local'
      ? Object.entries(target.services).map(([name, { url, port }]) => [name, url ?? `http://${target.host}:${port}`])
      : Object.entries(target.services).map(([name, { url, app }]) => [name, url ?? `https://${app}.fly.dev`]);
  return Object.fromEntries(addresses.map(([name, address]) => [name, address.replace(/\/+$/, '')]));
}
