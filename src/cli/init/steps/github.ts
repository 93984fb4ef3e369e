import type { GithubRight } from '../../../ports/survey.ts';
import { NotTaken } from '../../../platform/ask-json.ts';
import { githubAccess, saidIn } from '../../../adapters/github/access.ts';
import { headOf, mayOn, readIdentity } from '../../../adapters/github/survey.ts';
import { branch as branchName } from '../../../config/schema.ts';
import { makeApp } from '../make-app.ts';
import { type Setup, type Step, accessOf, isOpen, patienceWith, settled, wordsOf } from '../setup.ts';
import { until } from '../until.ts';

const rights: readonly (readonly [GithubRight, string])[] = [
  ['contents', 'Contents: read'],
  ['pulls', 'Pull requests: read'],
  ['statuses', 'Commit statuses: read and write'],
  ['deployments', 'Deployments: read and write'],
];

/** Who Greenroom is on GitHub: an app that is made now, or a token; what it may do is tried at once. */
export const github: Step = async (setup) => {
  const { asker, draft, variable } = setup;
  const before = draft.settled.github;
  const other =
    before !== undefined && 'token' in before && (variable('GITHUB_TOKEN') ?? before.token) !== before.token;
  if (before === undefined || other) {
    const way = await asker.choose(
      {
        flag: 'github',
        message: 'How shall Greenroom come to GitHub?',
        fallback: variable('GITHUB_TOKEN') === undefined ? 'app' : 'token',
      },
      [
        {
          value: 'app',
          label: 'app',
          hint: 'a GitHub App of your own, made now in your browser; there is nothing to copy',
        },
        { value: 'token', label: 'token', hint: 'a fine-grained token that you make, and give here' },
      ],
    );
    if (way === 'app') await makeApp(setup);
    else await takeToken(setup);
  }
  await isInstalled(setup);
  const missing = await lacking(setup);
  if (missing.length > 0) {
    // An app's rights can be mended, and its key is had only once; in place of a token another one may come.
    if ('token' in settled(draft.settled.github, 'GitHub’s credential')) draft.settle({ github: undefined });
    throw new Error(
      `GitHub: it may not do all that is needed. Found without: ${missing.join(', ')}. Give it these for ${settled(draft.settled.repository, 'the repository')}, and run greenroom init again.`,
    );
  }
  await branch(setup);
};

async function takeToken({ asker, draft, addresses }: Setup): Promise<void> {
  const repository = settled(draft.settled.repository, 'the repository');
  const token = await asker.secret({
    variable: 'GITHUB_TOKEN',
    message: `A fine-grained token for ${repository} (${rights.map(([, words]) => words).join(', ')}; Webhooks: read and write)`,
    check: async (answer) => {
      const access = githubAccess(
        { apiUrl: addresses.githubApiUrl, credentials: { token: answer }, patience: patienceWith('GitHub') },
        repository,
      );
      try {
        const reply = await access.ask(`/repos/${repository}`);
        if (reply.status !== 200)
          return `found a token that does not see ${repository} (${saidIn(reply)}); wanted one that does, or another --repository`;
        asker.say(`GitHub knows the token as ${(await readIdentity(access)).name}.`);
        return undefined;
      } catch (error) {
        return error instanceof NotTaken ? 'GitHub refuses this token; make a new one' : wordsOf(error);
      }
    },
  });
  draft.settle({ github: { token } });
}

/** An app has to be let in by the repository’s owner, in a browser. */
async function isInstalled(setup: Setup): Promise<void> {
  const { asker, draft, addresses, waitMs } = setup;
  const its = draft.settled.github;
  if (its === undefined || !('slug' in its)) return;
  const repository = settled(draft.settled.repository, 'the repository');
  const access = accessOf(setup);
  const there = async (): Promise<true | undefined> =>
    (await access.asApp(`/repos/${repository}/installation`)).status === 200 ? true : undefined;
  if (await there()) return;
  asker.say(`Install the app on ${repository}: ${addresses.githubServerUrl}/apps/${its.slug}/installations/new`);
  await asker.during(`Waiting until the app is installed on ${repository}`, () =>
    until(there, 1_000, waitMs, 'The app was not installed; run greenroom init again when it is.'),
  );
}

async function lacking(setup: Setup): Promise<readonly string[]> {
  const access = accessOf(setup);
  const repository = settled(setup.draft.settled.repository, 'the repository');
  const found = await Promise.all(
    rights.map(async ([right, words]) => ((await mayOn(access, repository, right)) ? [] : [words])),
  );
  return found.flat();
}

async function branch(setup: Setup): Promise<void> {
  const { asker, draft } = setup;
  if (!isOpen(setup, 'branch', draft.settled.branch)) return;
  const repository = settled(draft.settled.repository, 'the repository');
  const name = await asker.text({
    flag: 'branch',
    message: 'Which branch does staging follow?',
    fallback: 'staging',
    check: (text) =>
      branchName.safeParse(text).success ? undefined : 'wanted the name of a branch: letters, digits, dot, dash, slash',
  });
  if ((await headOf(accessOf(setup), repository, name)) === undefined)
    asker.say(`${repository} has no branch ${name} yet; the first push to it will be deployed.`);
  draft.settle({ branch: name });
}
