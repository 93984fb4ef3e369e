import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runErrand } from '../errands/run-errand.ts';
import { type Checked, check, checksOf, nextLook } from './checks.ts';
import type { CheckConfig, MachineConfig, MachineEvent } from './model.ts';
import type { Unpacked } from './trees.ts';

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

export interface Running {
  readonly image: { readonly repository: string; readonly tag: string; readonly digest: string };
  readonly unpacked: Unpacked;
  readonly secrets: Readonly<Record<string, string>>;
}

/** One machine: a real process of the image, its checks made against it, its events as Fly records them. */
export class Machine {
  readonly id: string;
  readonly name: string;
  readonly app: string;
  readonly region: string;
  readonly createdAt = Date.now();
  readonly checks = new Map<string, Checked>();
  readonly events: MachineEvent[] = [];
  config: MachineConfig;
  running: Running;
  state = 'created';
  instance = 0;
  updatedAt = Date.now();
  hostStatus = 'ok';
  lease: { nonce: string; expires: number } | undefined;
  log = '';
  port = 0;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #wanted: 'run' | 'stop' = 'stop';
  /** What it was told to make below /tmp. That is a disk of its own on Fly, made anew at each start; here it is shared. */
  #onItsDisk: readonly string[] = [];
  readonly #changed: () => void;

  constructor(of: {
    id: string;
    app: string;
    region: string;
    config: MachineConfig;
    running: Running;
    changed: () => void;
  }) {
    this.id = of.id;
    this.name = `machine-${of.id.slice(0, 6)}`;
    this.app = of.app;
    this.region = of.region;
    this.config = of.config;
    this.running = of.running;
    this.#changed = of.changed;
    for (const [name] of checksOf(this.config))
      this.checks.set(name, { status: 'critical', output: 'not looked at yet' });
  }

  #tell(type: string, status: string, more: Partial<MachineEvent> = {}): void {
    this.events.unshift({ type, status, source: 'flyd', timestamp: Date.now(), ...more });
    this.updatedAt = Date.now();
    this.#changed();
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    this.#wanted = 'run';
    this.instance += 1;
    this.state = 'starting';
    this.#tell('start', 'starting');
    this.port = await freePort();
    const { root, config } = this.running.unpacked;
    const { init = {}, env = {} } = this.config;
    this.#onItsDisk = Object.values(env).filter((value) => /^\/tmp\/[\w.-]+$/.test(value) && !existsSync(value));
    const entrypoint = init.entrypoint ?? config.Entrypoint;
    const [program = '', ...args] = [...entrypoint, ...(init.cmd ?? config.Cmd)];
    const child = spawn(program, args, {
      cwd: join(root, config.WorkingDir),
      env: this.#environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const hear = (chunk: Buffer): void => {
      this.log = (this.log + chunk.toString()).slice(-32_768);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    this.#gone = this.#endOf(child);
    this.state = 'started';
    this.#tell('start', 'started');
    this.#look();
  }

  /**
   * A machine is over when nothing of it runs any more: what its program started ends with it. The pipes say when, as
   * everything that the program started holds them; killed is not yet ended.
   */
  async #endOf(child: ChildProcess): Promise<void> {
    const closed = new Promise<void>((done) => child.once('close', () => done()));
    const code = await new Promise<number>((done) => {
      child.once('exit', (its) => done(its ?? 137));
      child.once('error', (error) => {
        this.log += `${error.message}\n`;
        if (child.pid === undefined) done(127);
      });
    });
    this.#signal(child, 'SIGKILL');
    if (child.pid !== undefined) await Promise.race([closed, wait(2_000, undefined, { ref: false })]);
    for (const path of this.#onItsDisk) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    this.#ended(code);
  }

  #signal({ pid }: ChildProcess, signal: NodeJS.Signals): void {
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Gone already.
    }
  }

  #environment(): Record<string, string> {
    const { root, config } = this.running.unpacked;
    // A machine has nothing of the host's; PATH is where this machine, which is every image's base, has its node.
    return {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      ...Object.fromEntries(
        config.Env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
      ),
      ...this.running.secrets,
      ...this.config.env,
      HOME: root,
      FLY_APP_NAME: this.app,
      FLY_MACHINE_ID: this.id,
      FLY_REGION: this.region,
      // Machines have an address of their own each; here they share one, so each has a port of its own.
      PORT: String(this.port),
      HOST: '127.0.0.1',
    };
  }

  /** A command inside it. Words are split, and no shell runs them: `sh -c '…'` has to be written out. */
  async exec(command: string): Promise<{ exit_code?: number; stdout?: string; stderr?: string }> {
    const [program = '', ...args] = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare ?? '',
    );
    const { root, config } = this.running.unpacked;
    const cwd = join(root, config.WorkingDir);
    const end = await runErrand({ program, args, cwd, env: this.#environment() }).catch(() => undefined);
    const code = end === undefined ? 127 : (end.code ?? 137);
    const [stdout, stderr] = [end?.out.toString() ?? '', end?.err.toString() ?? ''];
    // What is empty or 0 is left out, as Go's omitempty does.
    return {
      ...(code === 0 ? {} : { exit_code: code }),
      ...(stdout === '' ? {} : { stdout }),
      ...(stderr === '' ? {} : { stderr }),
    };
  }

  #look(last?: number): void {
    clearTimeout(this.#timer);
    const checks = checksOf(this.config);
    if (checks.length === 0) return;
    const pause = nextLook(
      last,
      checks.every(([name]) => this.checks.get(name)?.status === 'passing'),
    );
    this.#timer = setTimeout(() => void this.#check(checks, pause), pause);
  }

  async #check(checks: readonly (readonly [string, CheckConfig])[], pause: number): Promise<void> {
    const { instance } = this;
    const found = await Promise.all(checks.map(async ([name, one]) => [name, await check(this.port, one)] as const));
    // It may have ended while it was asked, and another one started.
    if (this.#child === undefined || this.instance !== instance) return;
    const before = JSON.stringify([...this.checks.values()]);
    for (const [name, its] of found) this.checks.set(name, its);
    if (before !== JSON.stringify([...this.checks.values()])) this.#changed();
    this.#look(pause);
  }

  #ended(code: number): void {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    clearTimeout(this.#timer);
    this.#tell('exit', 'stopped', {
      // A code of 0 is left out, as Go's omitempty does.
      request: { exit_event: { ...(code === 0 ? {} : { exit_code: code }), requested_stop: this.#wanted === 'stop' } },
    });
    for (const [name] of checksOf(this.config))
      this.checks.set(name, { status: 'critical', output: 'the machine has stopped' });
    if (this.config.auto_destroy === true) {
      this.state = 'destroyed';
      this.#tell('destroy', 'destroyed');
    } else {
      this.state = 'stopped';
      const again = this.#wanted === 'run' && this.config.restart?.policy !== 'no' && this.instance < 5;
      if (again) setTimeout(() => void this.start(), 100);
      this.#changed();
    }
  }

  async stop(): Promise<void> {
    this.#wanted = 'stop';
    const child = this.#child;
    if (child === undefined) return;
    this.#signal(child, 'SIGTERM');
    const hard = setTimeout(() => this.#signal(child, 'SIGKILL'), 2_000);
    await this.#gone;
    clearTimeout(hard);
  }

  json(): object {
    const { repository, tag, digest } = this.running.image;
    return {
      id: this.id,
      name: this.name,
      state: this.state,
      region: this.region,
      instance_id: `i${this.id}${this.instance}`,
      private_ip: 'fdaa::3',
      created_at: new Date(this.createdAt).toISOString(),
      updated_at: new Date(this.updatedAt).toISOString(),
      ...(this.hostStatus === 'ok'
        ? { config: this.config, host_status: 'ok' }
        : { incomplete_config: this.config, host_status: this.hostStatus }),
      image_ref: { registry: 'registry.fly.io', repository, ...(tag === '' ? {} : { tag }), digest, labels: {} },
      ...(this.checks.size === 0
        ? {}
        : {
            checks: [...this.checks].map(([name, { status, output }]) => ({
              name,
              status,
              output,
              updated_at: new Date().toISOString(),
            })),
          }),
      events: this.events.slice(0, 20),
    };
  }
}
