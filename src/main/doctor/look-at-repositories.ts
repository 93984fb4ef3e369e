import { readFileOf } from '../../adapters/github/contents.ts';
import type { GithubAccess } from '../../adapters/github/access.ts';
import { surveyGithub } from '../../adapters/github/survey.ts';
import { tomlsAreRight } from '../../adapters/fly/released-toml.ts';
import type { Config } from '../../config/config.ts';
import type { ProjectConfig } from '../../config/schema.ts';
import { isCommit } from '../../core/release.ts';
import type { GithubSeen } from '../../ports/survey.ts';
import { credentialsOf } from '../github.ts';
import type { DoctorsPatience } from './patience.ts';

const isOnFly = ({ environments }: ProjectConfig): boolean =>
  Object.values(environments).some((one) => one.tier !== 'local' && one.target.kind === 'fly');

/** The very judge of a deployment, on files that GitHub gives one by one: no mirror is needed for two small files. */
async function tomlsOf(
  project: string,
  config: ProjectConfig,
  access: GithubAccess,
  head: string | undefined,
): Promise<readonly string[]> {
  if (!isOnFly(config)) return [];
  if (head === undefined || !isCommit(head)) throw new Error('the branch is not there');
  const commit = head;
  const texts = new Map<string, string>();
  const source: Parameters<typeof tomlsAreRight>[0]['source'] = {
    file: async (_, at, path) => {
      const text = await readFileOf(access, config.repository, path, at);
      if (text === undefined) return undefined;
      texts.set(path, text);
      return { path, blob: path, plain: true };
    },
    text: async (_, { path }) => texts.get(path),
  };
  const wrong = await Promise.all(
    Object.keys(config.services).map(async (service) => tomlsAreRight({ project, config, source, commit }, service)),
  );
  return wrong.flatMap((one) => (one === undefined ? [] : [one.detail]));
}

export async function lookAtRepositories(
  config: Config,
  { withRequest, withLook }: DoctorsPatience,
): Promise<readonly GithubSeen[]> {
  return Promise.all(
    Object.entries(config.file.projects).map(async ([project, its]) =>
      surveyGithub({
        project,
        repository: its.repository,
        apiUrl: config.githubApiUrl,
        credentials: credentialsOf(config),
        patience: withRequest('GitHub'),
        withLook: withLook('GitHub'),
        branches: Object.values(its.environments).flatMap((one) => (one.tier === 'staging' ? [one.branch] : [])),
        workflows: its.verify.flatMap((suite) => ('workflow' in suite ? [suite.workflow] : [])),
        tomls: async (access, head) => tomlsOf(project, its, access, head),
      }),
    ),
  );
}
