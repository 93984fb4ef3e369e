import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Accounts } from './accounts.ts';
import { Actions } from './actions.ts';
import type { RegisteredApp } from './app.ts';
import { registerApp } from './app.ts';
import type { StandinClock } from './clock.ts';
import type { StoredDelivery } from './deliver.ts';
import { Deliveries } from './deliver.ts';
import type { ApiFault, GitFault } from './faults.ts';
import { Faults } from './faults.ts';
import { makeBareRepository } from './make-repository.ts';
import type { Addresses, RefChange } from './payloads/push.ts';
import { pushPayload } from './payloads/push.ts';
import { pingPayload } from './payloads/ping.ts';
import type { Account } from './payloads/user.ts';
import type { Hook, StoredDeployment, StoredRepository, StoredStatus } from './repository.ts';
import { Branches } from './branches.ts';
import { gitLine } from './git.ts';
import { filesOf, writeCommit } from './write-commit.ts';

export interface NewRepository {
  /** Its files become the first commit of the default branch. */
  readonly seedFolder?: string;
  /** `main` unless told. */
  readonly defaultBranch?: string;
  /** Reading needs a token, too. */
  readonly private?: boolean;
  readonly fork?: boolean;
}

export interface NewHook {
  readonly url: string;
  readonly secret: string;
  /** `['push']` unless told. */
  readonly events?: Hook['events'];
  readonly contentType?: Hook['contentType'];
  /** GitHub pings each new hook; `false` leaves that out. */
  readonly ping?: boolean;
}

/** Everything GitHub knows, and what tests and the demo can make it do. */
export class GithubWorld {
  /** A personal token that may do everything; hand it to the product as GITHUB_TOKEN. */
  readonly botToken: string;
  readonly accounts = new Accounts();
  readonly faults = new Faults();
  readonly deliveries: Deliveries;
  readonly branches: Branches;
  readonly actions: Actions;
  readonly clock: StandinClock;
  readonly addresses: Addresses;
  /** Each request to the API as `METHOD /path → status`, oldest first. */
  readonly requests: string[] = [];
  /** What the product did that GitHub's documentation does not know. A story with one has failed. */
  readonly violations: string[] = [];
  app: RegisteredApp | undefined;
  readonly #root: string;
  readonly #repositories = new Map<string, StoredRepository>();
  #lastId = 1000;

  constructor(options: { root: string; clock: StandinClock; addresses: Addresses }) {
    this.#root = options.root;
    this.clock = options.clock;
    this.addresses = options.addresses;
    this.deliveries = new Deliveries(options.clock);
    this.branches = new Branches(this);
    this.actions = new Actions(this);
    this.botToken = this.accounts.issue({ kind: 'user', account: this.accounts.ensure('greenroom-bot') });
  }

  nextId(): number {
    return (this.#lastId += 1);
  }

  violation(text: string): void {
    this.violations.push(text);
  }

  repositories(): readonly StoredRepository[] {
    return [...this.#repositories.values()];
  }

  find(fullName: string): StoredRepository | undefined {
    return this.#repositories.get(fullName.toLowerCase());
  }

  /** As find, but a name that is not there is a mistake of the caller. */
  repository(fullName: string): StoredRepository {
    const found = this.find(fullName);
    if (found === undefined) throw new Error(`no repository ${fullName} in this world; addRepository comes first`);
    return found;
  }

  byEmail(email: string): Account | undefined {
    return this.accounts.byEmail(email);
  }

  /** Adds somebody who can push; the token is their password for git. */
  addUser(login: string, more: { name?: string; email?: string } = {}): { account: Account; token: string } {
    const account = this.accounts.ensure(login, more);
    return { account, token: this.accounts.issue({ kind: 'user', account }) };
  }

  /** Registers the GitHub App that is installed on every repository. The key is PEM; its id goes into JWTs as `iss`. */
  addApp(appId: string, publicKeyPem: string, hook?: Pick<NewHook, 'url' | 'secret'>): RegisteredApp {
    this.app = registerApp(appId, publicKeyPem);
    if (hook !== undefined) {
      const its: Hook = {
        ...hook,
        id: Number(appId),
        events: ['push'],
        contentType: 'json',
        createdAt: this.clock.now(),
      };
      this.app = { ...this.app, hook: its };
    }
    return this.app;
  }

  /** Its owner says yes to the app for every repository. */
  installsApp(): void {
    if (this.app === undefined) throw new Error('there is no app yet');
    this.app.installed = true;
  }

  async addRepository(fullName: string, options: NewRepository = {}): Promise<StoredRepository> {
    const [owner = '', name = ''] = fullName.split('/');
    const folder = join(this.#root, owner.toLowerCase(), `${name.toLowerCase()}.git`);
    const defaultBranch = options.defaultBranch ?? 'main';
    await mkdir(folder, { recursive: true });
    await makeBareRepository(folder, defaultBranch);
    const account = this.accounts.ensure(owner, { type: options.fork === true ? 'User' : 'Organization' });
    const now = this.clock.now();
    const repository: StoredRepository = {
      id: this.nextId() + 700_000_000,
      owner: account,
      name,
      fullName,
      folder,
      private: options.private ?? false,
      fork: options.fork ?? false,
      defaultBranch,
      createdAt: now,
      pushedAt: now,
      hooks: [],
      statuses: [],
      deployments: [],
      pulls: [],
    };
    if (options.seedFolder !== undefined) {
      const files = await filesOf(options.seedFolder);
      await writeCommit(folder, { branch: defaultBranch, message: 'First version', author: account, at: now, files });
    }
    this.#repositories.set(fullName.toLowerCase(), repository);
    return repository;
  }

  addHook(fullName: string, options: NewHook): Hook {
    const repository = this.repository(fullName);
    const hook: Hook = {
      id: repository.hooks.length + 1,
      url: options.url,
      secret: options.secret,
      events: options.events ?? ['push'],
      contentType: options.contentType ?? 'json',
      createdAt: this.clock.now(),
    };
    repository.hooks.push(hook);
    if (options.ping !== false) this.ping(repository, hook);
    return hook;
  }

  ping(repository: StoredRepository, hook: Hook): StoredDelivery {
    return this.deliveries.send(repository, hook, 'ping', pingPayload(repository, hook, this.addresses));
  }

  /** Address for git, with the user's token in it where a login is given. */
  remote(fullName: string, login?: string): string {
    const address = new URL(`${this.addresses.server}/${fullName}.git`);
    if (login !== undefined) {
      address.username = login;
      address.password = this.accounts.issue({ kind: 'user', account: this.accounts.ensure(login) });
    }
    return address.href;
  }

  /** Tells the hooks what a push moved. Called after git was answered, as GitHub does. */
  async pushed(repository: StoredRepository, changes: readonly RefChange[], by: Account): Promise<void> {
    repository.pushedAt = this.clock.now();
    for (const change of changes) {
      const payload = await pushPayload(repository, change, by, this.addresses);
      for (const hook of repository.hooks) {
        if (hook.events.some((event) => event === 'push' || event === '*')) {
          this.deliveries.send(repository, hook, 'push', payload);
        }
      }
      const { app } = this;
      if (app?.installed === true && app.hook !== undefined)
        this.deliveries.send(repository, app.hook, 'push', payload);
    }
  }

  /** Full sha of a branch's head; undefined where there is no such branch. */
  head(fullName: string, branch: string): Promise<string | undefined> {
    const { folder } = this.repository(fullName);
    return gitLine(folder, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
  }

  /** Commits and pushes without a clone; the new sha. A new branch starts from the default branch. */
  commit(...what: Parameters<Branches['commit']>): Promise<string> {
    return this.branches.commit(...what);
  }

  /** Points a branch at any commit, and pushes that. */
  forcePush(...what: Parameters<Branches['move']>): Promise<string> {
    return this.branches.move(...what);
  }

  /** Takes the head's change back with a new commit, and pushes that. */
  revert(...what: Parameters<Branches['revert']>): Promise<string> {
    return this.branches.revert(...what);
  }

  deleteBranch(...what: Parameters<Branches['remove']>): Promise<void> {
    return this.branches.remove(...what);
  }

  openPull(...what: Parameters<Branches['openPull']>): number {
    return this.branches.openPull(...what);
  }

  mergePull(...what: Parameters<Branches['mergePull']>): Promise<string> {
    return this.branches.mergePull(...what);
  }

  /** Statuses of a commit, oldest first. */
  statuses(fullName: string, sha: string): readonly StoredStatus[] {
    return this.repository(fullName).statuses.filter((status) => status.sha === sha);
  }

  deployments(fullName: string): readonly StoredDeployment[] {
    return this.repository(fullName).deployments;
  }

  /** The next `count` deliveries go nowhere, and GitHub never notices. */
  losesWebhooks(count: number): void {
    this.deliveries.lose(count);
  }

  /** The next `count` arrive twice: under one id, or with `newId` the same body under two. */
  doublesWebhooks(count: number, newId = false): void {
    this.deliveries.double(count, newId);
  }

  /** The next `count` are held back until the last of them, then arrive in an order that the seed decides. */
  reordersWebhooks(count: number, seed: number): void {
    this.deliveries.reorder(count, seed);
  }

  delaysWebhooks(milliseconds: number, count = 1): void {
    this.deliveries.delay(milliseconds, count);
  }

  breaksApi(fault: ApiFault): void {
    this.faults.armApi(fault);
  }

  breaksGit(fault: GitFault): void {
    this.faults.armGit(fault);
  }

  /** Forgets faults that have not struck yet. */
  heals(): void {
    this.faults.clear();
  }
}
