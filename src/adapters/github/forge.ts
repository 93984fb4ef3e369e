import type { Forge } from '../../ports/forge.ts';
import type { Asker, GithubOptions } from './ask.ts';
import { createAsker } from './ask.ts';
import { type Runs, createRuns } from './runs.ts';
import { shortText } from './short-text.ts';
import { saidBy, statusOf } from './plain-error.ts';
import { field, keyOf, listOf, numberOf, textOf } from './read-answer.ts';
import { readHead } from './read-head.ts';

export interface Github {
  readonly forge: Forge;
  /** GitHub Actions. */
  readonly runs: Runs;
  /** The password that git needs as `x-access-token`. An app's token lives for an hour: ask each time. */
  token(project: string): Promise<string>;
}

/** GitHub's REST API behind ports/forge, with a personal token or as an installed app. */
export function createGithub(options: GithubOptions): Github {
  const asker = createAsker(options);
  return { forge: createForge(asker), runs: createRuns(asker), token: asker.token };
}

/** GitHub's answer pages hold at most this many. */
const pageSize = 100;
const mostPages = 10;
/** A plan lists 100 commits; merges bring others in between. */
const mostPagesOfCommits = 3;

function createForge({ ask }: Asker): Forge {
  const findDeployment = async (project: string, commit: string, environment: string, key: string) => {
    for (let page = 1; page <= mostPages; page += 1) {
      const answer = await ask(project, {
        to: 'list deployments',
        route: 'GET /deployments',
        parameters: { sha: commit, environment, per_page: pageSize, page },
      });
      const list = listOf(answer, 'list of deployments');
      const found = list.find((deployment) => keyOf(deployment) === key);
      if (found !== undefined) return numberOf(found, 'id');
      if (list.length < pageSize) return undefined;
    }
    return undefined;
  };

  return {
    status: async (project, commit, { state, description, context, url }) => {
      const answer = await ask(project, {
        to: `set the status ${context}`,
        route: 'POST /statuses/{sha}',
        parameters: {
          sha: commit,
          state,
          context,
          description: shortText(description),
          ...(url === undefined ? {} : { target_url: url }),
        },
      });
      numberOf(answer, 'id');
    },

    deployment: async (project, { commit, environment, production, description, key }) => {
      // A crash between GitHub's answer and our record, or an answer that never came, leaves one that is ours.
      const found = await findDeployment(project, commit, environment, key);
      if (found !== undefined) return found;
      const made = await ask(project, {
        to: 'make a deployment',
        route: 'POST /deployments',
        once: true,
        parameters: {
          ref: commit,
          environment,
          production_environment: production,
          description: shortText(description),
          payload: { key },
          // Otherwise GitHub may merge the default branch in, or refuse while our own status is pending.
          auto_merge: false,
          required_contexts: [],
        },
      });
      return numberOf(made, 'id');
    },

    deploymentStatus: async (project, id, state, url, description) => {
      const answer = await ask(project, {
        to: `say that a deployment is ${state}`,
        route: 'POST /deployments/{deployment_id}/statuses',
        parameters: {
          deployment_id: id,
          state,
          description: shortText(description),
          ...(url === undefined ? {} : { environment_url: url }),
        },
      });
      numberOf(answer, 'id');
    },

    pulls: async (project, commit) => {
      const answer = await ask(project, {
        to: 'list the pull requests of a commit',
        route: 'GET /commits/{sha}/pulls',
        parameters: { sha: commit, per_page: pageSize },
      });
      return listOf(answer, 'list of pull requests').map((pull) => numberOf(pull, 'number'));
    },

    authors: async (project, head, commits) => {
      const wanted = new Set(commits);
      const logins = new Map<string, string>();
      for (let page = 1; page <= mostPagesOfCommits && wanted.size > 0; page += 1) {
        const answer = await ask(project, {
          to: 'list the authors of commits',
          route: 'GET /commits',
          parameters: { sha: head, per_page: pageSize, page },
        });
        const list = listOf(answer, 'list of commits');
        for (const one of list) {
          const commit = textOf(one, 'sha');
          // `author` is null where GitHub has no account for the address in the commit.
          const login = field(field(one, 'author'), 'login');
          if (wanted.delete(commit) && typeof login === 'string' && login !== '') logins.set(commit, login);
        }
        if (list.length < pageSize) break;
      }
      return logins;
    },

    head: async (project, branch) => {
      const gone = 'gone';
      const answer = await ask(
        project,
        { to: `look at branch ${branch}`, route: 'GET /branches/{branch}', parameters: { branch } },
        // The same status means that the whole repository is hidden from us; only the words tell them apart.
        (error) => (statusOf(error) === 404 && saidBy(error).startsWith('Branch not found') ? gone : undefined),
      );
      if (answer === gone) return undefined;
      return readHead(answer, branch);
    },
  };
}
