import * as z from 'zod';

/**
 * What of a machine is read, as the Machines API and `fly machine list --json` give it (fly.md §1.4). Empty fields are
 * left out by Fly, and `config` is missing where the machine's host does not answer; then `incomplete_config` is there.
 */
const metadata = z.record(z.string(), z.string());
const config = z.looseObject({
  image: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  metadata: metadata.optional(),
  auto_destroy: z.boolean().optional(),
  /** Ids of the machines that it stands in for. */
  standbys: z.array(z.string()).nullish(),
  guest: z
    .looseObject({
      cpu_kind: z.string().optional(),
      cpus: z.number().optional(),
      memory_mb: z.number().optional(),
      gpu_kind: z.string().optional(),
      kernel_args: z.array(z.string()).optional(),
    })
    .optional(),
  restart: z.looseObject({ policy: z.string().optional(), max_retries: z.number().optional() }).optional(),
  init: z.looseObject({}).optional(),
  processes: z.array(z.looseObject({ user: z.string().optional() })).nullish(),
  containers: z.array(z.looseObject({ name: z.string().optional(), user: z.string().optional() })).nullish(),
  mounts: z.array(z.looseObject({ path: z.string().optional(), encrypted: z.boolean().optional() })).nullish(),
  services: z
    .array(
      z.looseObject({
        autostart: z.boolean().optional(),
        autostop: z.union([z.boolean(), z.string()]).optional(),
        protocol: z.string().optional(),
        internal_port: z.number().optional(),
        ports: z
          .array(
            z.looseObject({
              port: z.number().nullish(),
              handlers: z.array(z.string()).nullish(),
              force_https: z.boolean().optional(),
            }),
          )
          .nullish(),
      }),
    )
    .optional(),
});

const event = z.looseObject({
  type: z.string(),
  status: z.string().optional(),
  /** Epoch milliseconds. */
  timestamp: z.number().optional(),
  request: z
    .looseObject({
      exit_event: z
        .looseObject({
          exit_code: z.number().optional(),
          oom_killed: z.boolean().optional(),
          requested_stop: z.boolean().optional(),
        })
        .optional(),
    })
    .optional(),
});

export const machineShape = z.looseObject({
  id: z.string().regex(/^[a-z0-9]+$/),
  state: z.string(),
  region: z.string().optional(),
  instance_id: z.string().optional(),
  created_at: z.string().optional(),
  host_status: z.string().optional(),
  image_ref: z
    .looseObject({
      registry: z.string().optional(),
      repository: z.string().optional(),
      tag: z.string().optional(),
      digest: z.string().optional(),
    })
    .optional(),
  config: config.optional(),
  incomplete_config: config.optional(),
  checks: z.array(z.looseObject({ name: z.string(), status: z.string(), output: z.string().optional() })).optional(),
  events: z.array(event).optional(),
});

export type Machine = z.output<typeof machineShape>;

export const machinesShape = z.array(machineShape);

export function metadataOf(machine: Machine): Readonly<Record<string, string>> | undefined {
  return (machine.config ?? machine.incomplete_config)?.metadata;
}
