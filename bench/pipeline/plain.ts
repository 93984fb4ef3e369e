import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../tests/world/free-port.ts';
import { until } from '../../tests/world/until.ts';

const run = promisify(execFile);

type Command = readonly string[];
type Values = Readonly<Record<string, string | { readonly secret: string }>>;

/** What is used of a Greenroom config. */
interface ProjectFile {
  readonly services: {
    readonly api: {
      readonly build: {
        readonly local: {
          readonly env?: Values;
          readonly install?: { readonly run: readonly Command[] };
          readonly run: readonly Command[];
          readonly start: Command;
        };
      };
      readonly health: string;
      readonly migrations: { readonly run: Command };
    };
  };
  readonly environments: {
    readonly staging: { readonly target: { readonly services: { readonly api: { readonly env?: Values } } } };
  };
  readonly verify: readonly { readonly run: Command }[];
}

/**
 * What a person's deploy script would do with the commands of the same config: clone, build, migrate, stop the old
 * version, start the new one, wait until it is healthy, run the suite. It keeps no record, holds no lock, checks no
 * digest, isolates nothing and cannot go back.
 */
export class PlainPipeline {
  readonly #folder = mkdtempSync(join(tmpdir(), 'greenroom-plain-'));
  readonly #project: ProjectFile;
  readonly #secrets: Readonly<Record<string, string>>;
  readonly #port: number;
  #serving: ChildProcess | undefined;

  private constructor(project: ProjectFile, secrets: Readonly<Record<string, string>>, port: number) {
    this.#project = project;
    this.#secrets = secrets;
    this.#port = port;
  }

  /** Reads its commands from a Greenroom config with one project; the secrets that the config names are given. */
  static async of(configFile: string, secrets: Readonly<Record<string, string>> = {}): Promise<PlainPipeline> {
    const config = JSON.parse(readFileSync(configFile, 'utf8')) as { readonly projects: Record<string, ProjectFile> };
    const [project] = Object.values(config.projects);
    if (project === undefined) throw new Error(`${configFile} has no project`);
    return new PlainPipeline(project, secrets, await freePort());
  }

  /** How long each step took, in milliseconds, under the names that Greenroom has for them. */
  async deploy(remote: string, branch: string, commit: string): Promise<Record<string, number>> {
    const steps: Record<string, number> = {};
    const timed = async (name: string, work: () => Promise<void>): Promise<void> => {
      const start = performance.now();
      await work();
      steps[name] = performance.now() - start;
    };
    const { services, environments, verify } = this.#project;
    const { build, health, migrations } = services.api;
    const tree = join(this.#folder, commit);
    const bare = {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: this.#folder,
      LANG: 'C.UTF-8',
      CI: '1',
    };
    const building = {
      ...bare,
      npm_config_cache: join(this.#folder, 'npm-cache'),
      npm_config_update_notifier: 'false',
      ...this.#resolved(build.local.env),
      GREENROOM_COMMIT: commit,
      GREENROOM_SERVICE: 'api',
    };
    const url = `http://127.0.0.1:${String(this.#port)}`;
    const running = {
      ...bare,
      ...this.#resolved(environments.staging.target.services.api.env),
      APP_ENV: 'staging',
      IS_PRODUCTION: 'false',
      GREENROOM_ENVIRONMENT: 'staging',
      GREENROOM_COMMIT: commit,
      HOST: '127.0.0.1',
      PORT: String(this.#port),
    };
    const clone = ['git', 'clone', '--quiet', '--depth', '1', '--branch', branch, remote, tree];
    await timed('fetch', () => execute(clone, { cwd: this.#folder, env: { ...bare, GIT_CONFIG_GLOBAL: '/dev/null' } }));
    await timed('build', async () => {
      for (const command of [...(build.local.install?.run ?? []), ...build.local.run])
        await execute(command, { cwd: tree, env: building });
    });
    await timed('migrate', () => execute(migrations.run, { cwd: tree, env: running }));
    await timed('switch', async () => {
      await this.#stop();
      const [program = '', ...args] = build.local.start;
      this.#serving = spawn(program, args, { cwd: tree, env: running, stdio: 'ignore' });
      await until('the app is healthy', () => isHealthy(url + health), { everyMs: 20 });
    });
    const testing = { ...running, GREENROOM_URL_API: url, GREENROOM_JUNIT: join(tree, 'junit.xml') };
    await timed('test', async () => {
      for (const suite of verify) await execute(suite.run, { cwd: tree, env: testing });
    });
    return steps;
  }

  async close(): Promise<void> {
    await this.#stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #stop(): Promise<void> {
    const child = this.#serving;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }

  #resolved(values: Values = {}): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        if (typeof value === 'string') return [name, value];
        const secret = this.#secrets[value.secret];
        if (secret === undefined) throw new Error(`the plain script was not given ${value.secret}`);
        return [name, secret];
      }),
    );
  }
}

async function execute([program = '', ...args]: Command, options: { cwd: string; env: Record<string, string> }) {
  await run(program, args, options);
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers: { connection: 'close' } });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
