import { type Reply, field, look, textAt } from '../../platform/ask-json.ts';
import type { Patience } from '../../platform/patience.ts';
import type { GithubRight, GithubSeen, Seen } from '../../ports/survey.ts';
import { type GithubAccess, type GithubPlace, githubAccess, saidIn } from './access.ts';
import { seeHooks } from './see-hooks.ts';

export interface GithubSurvey extends GithubPlace {
  readonly project: string;
  readonly repository: string;
  /** Branches that staging follows. */
  readonly branches: readonly string[];
  /** Files of workflows that suites name. */
  readonly workflows: readonly string[];
  /** With each look, which may take several requests. */
  readonly withLook: Patience;
  /** Given the head of the first branch. */
  readonly tomls: (access: GithubAccess, head: string | undefined) => Promise<readonly string[]>;
}

/** No commit has this name, so that what is asked for it cannot have an effect: only whether we were let in. */
const noCommit = '0'.repeat(40);

/** What is asked for each right. GitHub has no list of what a fine-grained token may do. */
const asked: Readonly<Record<GithubRight, (repository: string) => Parameters<GithubAccess['ask']>>> = {
  contents: (repository) => [`/repos/${repository}/branches?per_page=1`],
  pulls: (repository) => [`/repos/${repository}/pulls?per_page=1`],
  statuses: (repository) => [
    `/repos/${repository}/statuses/${noCommit}`,
    { method: 'POST', body: { state: 'pending', context: 'greenroom/doctor' } },
  ],
  deployments: (repository) => [
    `/repos/${repository}/deployments`,
    { method: 'POST', body: { ref: noCommit, auto_merge: false, required_contexts: [] } },
  ],
};

/** 403 and 404 are GitHub’s two ways to say “you may not”; 422 is what we asked for on purpose. */
function allowed(reply: Reply): boolean {
  if ([200, 422].includes(reply.status)) return true;
  if ([403, 404].includes(reply.status)) return false;
  throw new Error(`GitHub answers with ${saidIn(reply)}`);
}

export async function mayOn(access: GithubAccess, repository: string, right: GithubRight): Promise<boolean> {
  return allowed(await access.ask(...asked[right](repository)));
}

/** Asked with a branch that nobody has, which is refused only after we were let in and the file was found. */
async function mayStart(access: GithubAccess, repository: string, file: string): Promise<boolean> {
  const path = `/repos/${repository}/actions/workflows/${encodeURIComponent(file)}/dispatches`;
  return allowed(await access.ask(path, { method: 'POST', body: { ref: noCommit } }));
}

export async function readIdentity(
  access: GithubAccess,
): Promise<{ readonly kind: 'token' | 'app'; readonly name: string; readonly expiresAt?: number }> {
  const reply = await (access.kind === 'app' ? access.asApp('/app') : access.ask('/user'));
  if (reply.status !== 200) throw new Error(`GitHub does not say who we are: ${saidIn(reply)}`);
  // Sent with a fine-grained token only: “2027-11-20 08:00:00 UTC”.
  const ends = Date.parse(reply.headers.get('github-authentication-token-expiration') ?? '');
  return {
    kind: access.kind,
    name: textAt(reply.body, access.kind === 'app' ? 'slug' : 'login'),
    ...(Number.isNaN(ends) ? {} : { expiresAt: ends }),
  };
}

/** Commit at the branch’s head; undefined where there is no such branch. */
export async function headOf(access: GithubAccess, repository: string, branch: string): Promise<string | undefined> {
  const reply = await access.ask(`/repos/${repository}/branches/${encodeURIComponent(branch)}`);
  if (reply.status === 200) return textAt(field(reply.body, 'commit'), 'sha');
  if (reply.status === 404 && textAt(reply.body, 'message').startsWith('Branch not found')) return undefined;
  throw new Error(`branch ${branch}: GitHub answers with ${saidIn(reply)}`);
}

/** One repository, all questions side by side. Nothing is changed there; a ping of our own webhook may be asked for. */
export async function surveyGithub(survey: GithubSurvey): Promise<GithubSeen> {
  const { project, repository, withLook } = survey;
  const access = githubAccess(survey, repository);
  const heads = Promise.all(
    survey.branches.map(async (name) => ({ name, head: await headOf(access, repository, name) })),
  );
  heads.catch(() => undefined);
  const right = (name: GithubRight): Promise<Seen<boolean>> => look(() => mayOn(access, repository, name), withLook);
  const [identity, there, branches, contents, pulls, statuses, deployments, workflows, hooks, tomls] =
    await Promise.all([
      look(() => readIdentity(access), withLook),
      look(async () => {
        const reply = await access.ask(`/repos/${repository}`);
        if (reply.status !== 200) throw new Error(`GitHub does not show ${repository}: ${saidIn(reply)}`);
        return { archived: field(reply.body, 'archived') === true };
      }, withLook),
      look(() => heads, withLook),
      right('contents'),
      right('pulls'),
      right('statuses'),
      right('deployments'),
      look(
        async () =>
          Promise.all(
            survey.workflows.map(async (file) => ({ file, mayStart: await mayStart(access, repository, file) })),
          ),
        withLook,
      ),
      look(() => seeHooks(access, repository, { ...withLook, ms: withLook.ms - 300 }), withLook),
      look(async () => survey.tomls(access, (await heads)[0]?.head), withLook),
    ]);
  return {
    project,
    repository,
    identity,
    there,
    branches,
    may: { contents, pulls, statuses, deployments },
    workflows,
    hooks,
    tomls,
  };
}
