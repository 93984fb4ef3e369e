import { readFileSync } from 'node:fs';
import { type Section, readSection } from './toml.ts';
import { FlyctlError } from './words.ts';

interface Check {
  readonly type?: string;
  readonly path?: string;
}

/** A fly.toml, as far as it matters here. */
export interface Toml {
  readonly app: string | undefined;
  readonly dockerfile: string | undefined;
  readonly image: string | undefined;
  readonly buildTarget: string | undefined;
  readonly releaseCommand: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly services: readonly object[];
  readonly checks: Readonly<Record<string, Check>> | undefined;
  readonly guest: object;
  /** Without [[vm]] a machine stays as large as somebody made it. */
  readonly saysGuest: boolean;
}

export function readToml(path: string): Toml {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new FlyctlError(`failed loading app config from ${path}: open ${path}: no such file or directory`);
  }
  try {
    return tomlOf(readSection(text));
  } catch (error) {
    throw new FlyctlError(
      `failed loading app config from ${path}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function tomlOf(file: Section): Toml {
  const build = file.section('build');
  const checks = file.section('checks');
  const sizes = file.sections('vm');
  return {
    app: file.text('app'),
    dockerfile: build?.text('dockerfile'),
    image: build?.text('image'),
    buildTarget: build?.text('build-target'),
    releaseCommand: file.section('deploy')?.text('release_command'),
    env: envOf(file.section('env')),
    services: [...httpServiceOf(file.section('http_service')), ...file.sections('services').map(serviceOf)],
    checks:
      checks &&
      Object.fromEntries(
        Object.keys(checks.its).map((name) => {
          const one = checks.need(name, checks.section(name));
          return [name, { type: 'http', ...checkOf(one) }];
        }),
      ),
    guest: guestOf(sizes[0]),
    saysGuest: file.has('vm'),
  };
}

/** Variables may be numbers or yes and no in the file; a machine has texts. */
function envOf(env: Section | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env?.its ?? {}).map(([name, value]) => [
      name,
      typeof value === 'number' || typeof value === 'boolean' ? String(value) : (env?.text(name) ?? ''),
    ]),
  );
}

function checkOf(check: Section): Check {
  const [type, path] = [check.text('type'), check.text('path')];
  return { ...check.its, ...(type === undefined ? {} : { type }), ...(path === undefined ? {} : { path }) };
}

function httpServiceOf(http: Section | undefined): object[] {
  if (http === undefined) return [];
  const stop = typeof http.its['auto_stop_machines'] === 'boolean' ? undefined : http.text('auto_stop_machines');
  const autostop = http.its['auto_stop_machines'] === true ? 'stop' : (stop ?? 'off');
  const checks = http.sections('checks').map((one) => ({ type: 'http', ...checkOf(one) }));
  return [
    {
      protocol: 'tcp',
      internal_port: http.number('internal_port') ?? 8080,
      autostart: http.flag('auto_start_machines') ?? true,
      autostop,
      ...(http.has('checks') ? { checks } : {}),
    },
  ];
}

function serviceOf(one: Section): object {
  return {
    protocol: 'tcp',
    internal_port: one.need('internal_port', one.number('internal_port')),
    checks: [
      ...one.sections('http_checks').map((its) => ({ ...checkOf(its), type: 'http' })),
      ...one.sections('tcp_checks').map((its) => ({ ...checkOf(its), type: 'tcp' })),
    ],
  };
}

/** `512mb`, `1gb`. */
function guestOf(vm: Section | undefined): object {
  const size = vm?.text('memory') ?? '';
  const memory = Number.parseInt(size || '256', 10) * (/gb$/i.test(size) ? 1024 : 1);
  return { cpu_kind: vm?.text('cpu_kind') ?? 'shared', cpus: vm?.number('cpus') ?? 1, memory_mb: memory };
}

/** The machine that a fly.toml makes (flyctl internal/appconfig/machines.go), as far as it matters here. */
export function machineConfig(
  { env: its, services, checks, guest }: Toml,
  image: string,
  env: Readonly<Record<string, string>>,
) {
  return {
    image,
    env: { ...its, ...env, PRIMARY_REGION: 'ams' },
    services,
    ...(checks === undefined ? {} : { checks }),
    metadata: { fly_platform_version: 'v2', fly_process_group: 'app', fly_flyctl_version: '0.4.87' },
    restart: { policy: 'on-failure' },
    guest,
  };
}
