import { createGithub, type Github } from '../adapters/github/forge.ts';
import type { Config } from '../config/config.ts';
import { notSet } from '../config/secrets.ts';
import { CredentialRefused } from '../core/credential-refused.ts';
import type { Clock } from '../ports/clock.ts';

/** A token where one is set, else the GitHub App's id and key. */
function credentials(
  config: Config,
): { readonly token: string } | { readonly appId: string; readonly privateKey: string } {
  const token = config.secrets.find('GITHUB_TOKEN');
  if (token !== undefined) return { token };
  const [appId, privateKey] = [config.secrets.find('GITHUB_APP_ID'), config.secrets.find('GITHUB_APP_PRIVATE_KEY')];
  if (appId !== undefined && privateKey !== undefined) return { appId, privateKey };
  const missing =
    appId === undefined && privateKey === undefined
      ? 'GITHUB_TOKEN'
      : appId === undefined
        ? 'GITHUB_APP_ID'
        : 'GITHUB_APP_PRIVATE_KEY';
  throw new CredentialRefused(
    missing,
    notSet(missing),
    'Wanted GITHUB_TOKEN, or both GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, to read the repository and write statuses.',
  );
}

/** As `credentials`, but undefined where neither is set. */
export function credentialsOf(config: Config): ReturnType<typeof credentials> | undefined {
  const has = (name: string): boolean => config.secrets.find(name) !== undefined;
  const some = has('GITHUB_TOKEN') || (has('GITHUB_APP_ID') && has('GITHUB_APP_PRIVATE_KEY'));
  return some ? credentials(config) : undefined;
}

export function githubOf(config: Config, clock: Clock): Github {
  return createGithub({
    apiUrl: config.githubApiUrl,
    credentials: credentials(config),
    repositories: repositoriesOf(config),
    clock,
  });
}

/** Project → `owner/name`. */
export function repositoriesOf(config: Config): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(config.file.projects).map(([name, project]) => [name, project.repository]));
}
