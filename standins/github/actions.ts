import { isoSeconds } from './clock.ts';
import { gitLine } from './git.ts';
import { repositoryObject } from './payloads/repository.ts';
import { userObject } from './payloads/user.ts';
import type { StoredRepository } from './repository.ts';
import type { GithubWorld } from './world.ts';
import { type ZipFile, zipOf } from './zip.ts';

/** How the next run goes; well, with a report of what it found at the addresses, where nothing is said. */
export interface RunScript {
  /** It never leaves its queue, as where no runner is free. */
  readonly neverStarts?: boolean;
  /** GitHub takes the wish and makes no run of it. */
  readonly neverAppears?: boolean;
  readonly conclusion?: string;
  /** The artifact's files; none at all: no artifact. */
  readonly files?: readonly ZipFile[];
  readonly expired?: boolean;
  /** How many artifacts it leaves besides, which are listed first. */
  readonly besides?: number;
  /** Answers 204 only after the other side has given up. */
  readonly losesAnswer?: boolean;
  /** It has ended when this has. */
  readonly until?: Promise<void>;
}

export interface StoredRun {
  readonly id: number;
  readonly workflow: string;
  readonly branch: string;
  readonly head: string;
  readonly title: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly at: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  artifact?: { readonly id: number; readonly zip: Buffer; readonly expired: boolean };
  besides?: number;
}

/** GitHub Actions of the world's repositories: workflows are files in them, and what runs is played here. */
export class Actions {
  readonly runs: (StoredRun & { readonly repository: StoredRepository })[] = [];
  readonly #world: GithubWorld;
  readonly #scripts: RunScript[] = [];

  constructor(world: GithubWorld) {
    this.#world = world;
  }

  /** How the next run goes, and those after it, one each. */
  plays(...scripts: readonly RunScript[]): void {
    this.#scripts.push(...scripts);
  }

  takeScript(): RunScript {
    return this.#scripts.shift() ?? {};
  }

  /** The workflow's file at the branch's head; undefined where there is none. */
  async fileOf(repository: StoredRepository, workflow: string, branch: string): Promise<string | undefined> {
    return gitLine(repository.folder, ['show', `refs/heads/${branch}:.github/workflows/${workflow}`]);
  }

  async begin(
    repository: StoredRepository,
    wanted: {
      readonly workflow: string;
      readonly branch: string;
      readonly inputs: Readonly<Record<string, string>>;
      readonly text: string;
    },
    script: RunScript,
  ): Promise<void> {
    if (script.neverAppears === true) return;
    const { workflow, branch, inputs, text } = wanted;
    const named = /^run-name:\s*(.+)$/m.exec(text)?.[1] ?? workflow;
    const run: (typeof this.runs)[number] = {
      repository,
      id: this.#world.nextId() + 7_000_000_000,
      workflow,
      branch,
      inputs,
      head: (await gitLine(repository.folder, ['rev-parse', `refs/heads/${branch}`])) ?? '',
      title: named.replace(/\$\{\{\s*inputs\.(\w+)\s*\}\}/g, (_, name: string) => inputs[name] ?? ''),
      at: this.#world.clock.now(),
      status: 'queued',
      conclusion: null,
    };
    this.runs.push(run);
    if (script.neverStarts !== true) void this.#play(run, script);
  }

  async #play(run: (typeof this.runs)[number], script: RunScript): Promise<void> {
    run.status = 'in_progress';
    await script.until;
    const found = script.files === undefined ? await lookAtAddresses(run.inputs['urls'] ?? '{}') : undefined;
    const files = script.files ?? [{ name: 'junit.xml', content: found?.junit ?? '' }];
    if (run.status !== 'in_progress') return;
    if (files.length > 0)
      run.artifact = { id: this.#world.nextId(), zip: zipOf(files), expired: script.expired === true };
    run.besides = script.besides ?? 0;
    this.end(run, script.conclusion ?? (found?.well === false ? 'failure' : 'success'));
  }

  end(run: (typeof this.runs)[number], conclusion: string): void {
    if (run.status === 'completed') return;
    run.status = 'completed';
    run.conclusion = conclusion;
    const { api, server } = this.#world.addresses;
    const { repository } = run;
    const payload = {
      action: 'completed',
      workflow_run: this.show(run),
      workflow: { id: 1, name: run.workflow, path: `.github/workflows/${run.workflow}`, state: 'active' },
      repository: repositoryObject(repository, api, server),
      sender: userObject(repository.owner, api, server),
    };
    for (const hook of repository.hooks)
      if (hook.events.some((event) => event === 'workflow_run' || event === '*'))
        this.#world.deliveries.send(repository, hook, 'workflow_run', payload);
  }

  /** As GitHub's API shows a run, and its webhook. */
  show(run: (typeof this.runs)[number]): object {
    const { api, server } = this.#world.addresses;
    const own = `${api}/repos/${run.repository.fullName}/actions/runs/${run.id}`;
    return {
      id: run.id,
      name: run.workflow,
      display_title: run.title,
      event: 'workflow_dispatch',
      path: `.github/workflows/${run.workflow}`,
      head_branch: run.branch,
      head_sha: run.head,
      status: run.status,
      conclusion: run.conclusion,
      run_attempt: 1,
      url: own,
      html_url: `${server}/${run.repository.fullName}/actions/runs/${run.id}`,
      artifacts_url: `${own}/artifacts`,
      created_at: isoSeconds(run.at),
    };
  }
}

/** What a suite of the event app's team would do: ask each address how it is. */
async function lookAtAddresses(text: string): Promise<{ readonly well: boolean; readonly junit: string }> {
  const urls: Record<string, string> = JSON.parse(text);
  const cases: string[] = [];
  let well = true;
  for (const [service, url] of Object.entries(urls)) {
    const ok = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
    well &&= ok;
    cases.push(
      `<testcase name="${service} is well">${ok ? '' : '<failure message="it does not answer well"/>'}</testcase>`,
    );
  }
  return { well, junit: `<testsuites><testsuite name="staging">${cases.join('')}</testsuite></testsuites>` };
}
