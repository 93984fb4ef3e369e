import { parse } from 'smol-toml';
import { z } from 'zod';
import { FlyctlError } from './words.ts';

const check = z.looseObject({ type: z.string().optional(), path: z.string().optional() });
const shape = z.looseObject({
  app: z.string().optional(),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  build: z
    .looseObject({
      dockerfile: z.string().optional(),
      image: z.string().optional(),
      'build-target': z.string().optional(),
    })
    .optional(),
  deploy: z.looseObject({ release_command: z.string().optional() }).optional(),
  http_service: z
    .looseObject({
      internal_port: z.number().optional(),
      auto_stop_machines: z.union([z.string(), z.boolean()]).optional(),
      auto_start_machines: z.boolean().optional(),
      checks: z.array(check).optional(),
    })
    .optional(),
  services: z
    .array(
      z.looseObject({
        internal_port: z.number(),
        http_checks: z.array(check).optional(),
        tcp_checks: z.array(check).optional(),
      }),
    )
    .optional(),
  checks: z.record(z.string(), check).optional(),
  vm: z
    .array(
      z.looseObject({ memory: z.string().optional(), cpus: z.number().optional(), cpu_kind: z.string().optional() }),
    )
    .optional(),
});

export type Toml = z.output<typeof shape>;

/** `path` is what it was called by. */
export function readToml(path: string, text: string | undefined): Toml {
  if (text === undefined)
    throw new FlyctlError(`failed loading app config from ${path}: open ${path}: no such file or directory`);
  const found = shape.safeParse(parse(text));
  if (!found.success) throw new FlyctlError(`failed loading app config from ${path}: ${found.error.message}`);
  return found.data;
}

/** `512mb`, `1gb`. */
function guestOf(vm: NonNullable<Toml['vm']>[number] = {}): object {
  const memory = Number.parseInt(vm.memory ?? '256', 10) * (/gb$/i.test(vm.memory ?? '') ? 1024 : 1);
  return { cpu_kind: vm.cpu_kind ?? 'shared', cpus: vm.cpus ?? 1, memory_mb: memory };
}

/** The machine that a fly.toml makes (flyctl internal/appconfig/machines.go), as far as it matters here. */
export function machineConfig(
  toml: Toml,
  image: string,
  env: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const http = toml.http_service;
  const stop = http?.auto_stop_machines;
  const services = [
    ...(http === undefined
      ? []
      : [
          {
            protocol: 'tcp',
            internal_port: http.internal_port ?? 8080,
            autostart: http.auto_start_machines ?? true,
            autostop: stop === true ? 'stop' : stop === undefined || stop === false ? 'off' : stop,
            ...(http.checks === undefined ? {} : { checks: http.checks.map((one) => ({ type: 'http', ...one })) }),
          },
        ]),
    ...(toml.services ?? []).map((one) => ({
      protocol: 'tcp',
      internal_port: one.internal_port,
      checks: [
        ...(one.http_checks ?? []).map((its) => ({ ...its, type: 'http' })),
        ...(one.tcp_checks ?? []).map((its) => ({ ...its, type: 'tcp' })),
      ],
    })),
  ];
  return {
    image,
    env: {
      ...Object.fromEntries(Object.entries(toml.env ?? {}).map(([name, value]) => [name, String(value)])),
      ...env,
      PRIMARY_REGION: 'ams',
    },
    services,
    ...(toml.checks === undefined
      ? {}
      : {
          checks: Object.fromEntries(
            Object.entries(toml.checks).map(([name, one]) => [name, { type: 'http', ...one }]),
          ),
        }),
    metadata: { fly_platform_version: 'v2', fly_process_group: 'app', fly_flyctl_version: '0.4.87' },
    restart: { policy: 'on-failure' },
    guest: guestOf(toml.vm?.[0]),
  };
}
