import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { FlyctlFault } from '../faults.ts';
import { call } from './call.ts';
import { hang } from './hang.ts';
import { type Toml, machineConfig, readToml } from './machine-config.ts';
import { create, list, untilExit, untilHealthy, update } from './machines.ts';
import type { Terminal } from './terminal.ts';
import { type Flags, FlyctlError, type Parsed, durationMs, parse } from './words.ts';

export const deployFlags: Flags = {
  values:
    'app config image image-label dockerfile build-target strategy wait-timeout release-command-timeout deploy-retries lease-timeout max-unavailable depot depot-scope'.split(
      ' ',
    ),
  switches:
    'build-only push remote-only local-only yes ha now skip-release-command detach recreate-builder no-public-ips smoke-checks dns-checks update-only'.split(
      ' ',
    ),
  lists: ['label', 'build-arg', 'env', 'only-machines', 'process-groups', 'regions'],
};

/** `--depot=true` has a value, `--depot` alone has none. */
const normal = (argv: readonly string[]): string[] => argv.map((word) => (word === '--depot' ? '--depot=true' : word));

export function parseDeploy(argv: readonly string[]): Parsed {
  return parse(normal(argv), deployFlags);
}

const pairs = (list: readonly string[] = []): Record<string, string> =>
  Object.fromEntries(list.map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]));

/** `fly deploy`, in the order in which flyctl asks Fly (reference §1.2). */
export async function deploy(terminal: Terminal, fault: FlyctlFault): Promise<void> {
  const flags = parseDeploy(terminal.argv.slice(1));
  const file = flags.values.get('config') ?? 'fly.toml';
  const toml = readToml(file, terminal.config);
  // The flag beats the file without a word (reference §1.1).
  const app = flags.values.get('app') ?? toml.app;
  if (app === undefined) throw new FlyctlError('the config for your app is missing an app name, add an app field');
  if (!flags.has('yes')) throw new FlyctlError('yes flag must be specified when not running interactively');
  await call(terminal, 'FLY_FLAPS_BASE_URL', 'GET', `/v1/apps/${app}`);
  terminal.out(`==> Verifying app config`);
  const given = flags.values.get('image') ?? toml.build?.image;
  const ref = given ?? (await build(terminal, flags, toml, file, app));
  if (given !== undefined) {
    terminal.err(`Searching for image '${given}' remotely...`);
    if (!flags.has('remote-only')) terminal.err('(a local docker daemon is asked first)');
    await resolveImage(terminal, app, given);
    terminal.err(`image found: img_${given.slice(-12)}`);
  }
  if (flags.has('build-only')) return;
  await release(terminal, flags, toml, app, ref, fault);
}

async function build(terminal: Terminal, flags: Parsed, toml: Toml, file: string, app: string): Promise<string> {
  const source = resolve(terminal.folder, flags.plain[0] ?? '.');
  terminal.err('==> Building image with Depot');
  const label = flags.values.get('image-label') ?? `deployment-${Date.now().toString(36).toUpperCase()}`;
  const push = flags.has('push') || !flags.has('build-only');
  const dockerfile =
    flags.values.get('dockerfile') ?? join(resolve(file, '..'), toml.build?.dockerfile ?? 'Dockerfile');
  const target = flags.values.get('build-target') ?? toml.build?.['build-target'];
  const built = z
    .object({ digest: z.string().optional(), error: z.string().optional(), log: z.array(z.string()) })
    .parse(
      await call(terminal, 'FLY_API_BASE_URL', 'POST', '/_flyctl/build', {
        app,
        source,
        dockerfile,
        args: pairs(flags.lists.get('build-arg')),
        labels: pairs(flags.lists.get('label')),
        ...(target === undefined ? {} : { target }),
        label,
        push,
      }),
    );
  for (const line of built.log) terminal.err(line);
  if (built.error !== undefined)
    throw new FlyctlError(`failed to fetch an image or build from source: error building: ${built.error}`);
  const image = `${terminal.variable('FLY_REGISTRY_HOST') || 'registry.fly.io'}/${app}:${label}`;
  if (push) terminal.err(`pushing manifest for ${image}@${built.digest ?? ''}`);
  terminal.err(`image: ${image}`);
  terminal.err('image size: 96 MB');
  return image;
}

async function resolveImage(terminal: Terminal, app: string, ref: string): Promise<void> {
  const answer = z
    .object({ data: z.object({ app: z.object({ image: z.object({ digest: z.string() }).nullable() }) }) })
    .parse(
      await call(terminal, 'FLY_API_BASE_URL', 'POST', '/graphql', {
        query: 'query($appName: String!, $ref: String!) { app(name: $appName) { image(ref: $ref) { ref digest } } }',
        variables: { appName: app, ref },
      }),
    );
  if (answer.data.app.image === null)
    throw new FlyctlError(`failed to fetch an image or build from source: Could not find image "${ref}"`);
}

async function release(
  terminal: Terminal,
  flags: Parsed,
  toml: Toml,
  app: string,
  image: string,
  fault: FlyctlFault,
): Promise<void> {
  const before = await list(terminal, app);
  const made = z.object({ id: z.string(), version: z.number() }).parse(
    await call(terminal, 'FLY_UIEX_BASE_URL', 'POST', '/api/v1/releases', {
      app_name: app,
      image,
      strategy: flags.values.get('strategy') ?? 'rolling',
      definition: {},
    }).catch((error: unknown) => {
      throw new FlyctlError(`failed to create release: ${error instanceof Error ? error.message : String(error)}`);
    }),
  );
  const mark = (status: string): Promise<unknown> =>
    call(terminal, 'FLY_UIEX_BASE_URL', 'PATCH', `/api/v1/releases/${made.id}`, { status });
  await mark('running').catch((error: unknown) => {
    throw new FlyctlError(`failed to set release status to 'running': ${String(error)}`);
  });
  terminal.out(`Watch your deployment at https://fly.io/apps/${app}/monitoring\n`);
  try {
    await releaseCommand(terminal, flags, toml, app, image);
    await machines(terminal, flags, toml, app, image, before, fault);
  } catch (error) {
    await mark('failed').catch(() => undefined);
    throw error;
  }
  await mark('complete').catch(() => undefined);
  if (terminal.variable('FLY_EMIT_RELEASE_JSON') === '1')
    terminal.out(JSON.stringify({ id: made.id, version: made.version, image_ref: image }));
  terminal.out(`\nVisit your newly deployed app at https://${app}.fly.dev/`);
}

async function releaseCommand(
  terminal: Terminal,
  flags: Parsed,
  toml: Toml,
  app: string,
  image: string,
): Promise<void> {
  const command = toml.deploy?.release_command;
  if (command === undefined || flags.has('skip-release-command')) return;
  terminal.out(`Running ${app} release_command: ${command}`);
  const config = machineConfig(toml, image, { ...pairs(flags.lists.get('env')), RELEASE_COMMAND: '1' });
  const { id } = await create(terminal, app, {
    ...config,
    services: [],
    checks: {},
    // Split, and no shell: `sh -c` has to be written out by who wants it.
    init: { cmd: command.split(/\s+/) },
    auto_destroy: true,
    restart: { policy: 'no' },
    metadata: { fly_platform_version: 'v2', fly_process_group: 'fly_app_release_command' },
  });
  const code = await untilExit(terminal, app, id, durationMs(flags.values.get('release-command-timeout') ?? '5m'));
  if (code === undefined) throw new FlyctlError(`error waiting for release_command machine ${id} to finish running`);
  if (code === 0) return;
  terminal.err(`Error release_command failed running on machine ${id} with exit code ${code}.`);
  throw new FlyctlError(
    `release command failed - aborting deployment. machine ${id} exited with non-zero status of ${code}`,
  );
}

async function machines(
  terminal: Terminal,
  flags: Parsed,
  toml: Toml,
  app: string,
  image: string,
  before: Awaited<ReturnType<typeof list>>,
  fault: FlyctlFault,
): Promise<void> {
  const config = machineConfig(toml, image, pairs(flags.lists.get('env')));
  const timeout = durationMs(flags.values.get('wait-timeout') ?? '5m');
  if (before.length === 0) {
    // `--ha=false`; with it a second one would be made.
    const { id } = await create(terminal, app, config);
    terminal.out(`[1/1] Creating app machine ${id}`);
    await untilHealthy(terminal, app, id, timeout);
    return;
  }
  for (const [at, machine] of before.entries()) {
    terminal.out(`[${at + 1}/${before.length}] Updating ${machine.id} [app]`);
    const metadata = { ...machine.config?.metadata, fly_platform_version: 'v2', fly_process_group: 'app' };
    // Without [[vm]] a machine stays as large as somebody made it.
    const guest = toml.vm === undefined ? (machine.config?.['guest'] ?? config['guest']) : config['guest'];
    const how = await update(terminal, app, machine, { ...config, guest, metadata });
    if (how === 'waited for') await untilHealthy(terminal, app, machine.id, timeout);
    if (at === 0 && fault.hang === 'after-first') await hang(terminal);
    if (at === 0 && fault.partial === true)
      throw new FlyctlError(
        `timeout reached waiting for health checks to pass for machine ${before[1]?.id ?? machine.id}`,
      );
  }
}
