import * as z from 'zod';

/** What Greenroom and an environment's host say to each other, as JSON over HTTP on a unix socket. */
const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);

/** One version of one service, with everything that is needed to start it again after a crash of the host. */
export const versionSchema = z.strictObject({
  digest,
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  tree: z.string().startsWith('/'),
  start: z.array(z.string()).min(1),
  env: z.record(z.string(), z.string()),
  health: z.string().startsWith('/'),
  user: z.strictObject({ uid: z.number().int(), gid: z.number().int() }).optional(),
});
export type Version = z.infer<typeof versionSchema>;

export const switchSchema = z.strictObject({
  /** Fencing token of the lease; one lower than the highest that was seen is refused. */
  token: z.number().int().nonnegative(),
  service: z.string(),
  host: z.string(),
  port: z.number().int().min(1).max(65_535),
  version: versionSchema,
  deadlineMs: z.number().int().positive(),
  /** Start afresh although this very version serves already. */
  afresh: z.boolean(),
});
export type SwitchRequest = z.infer<typeof switchSchema>;

/**
 * A header beside the request: the print of the tree when who asks last read all of it (print.ts). A header, since a host
 * outlives the Greenroom that started it, and an older one passes over what it does not know.
 */
export const printHeader = 'greenroom-print';

export const switchedSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), detail: z.string(), log: z.string() }),
  z.strictObject({
    ok: z.literal(false),
    code: z.enum(['switch.unhealthy', 'switch.exited', 'switch.artifact-damaged', 'lease.lost', 'state.unknown']),
    detail: z.string(),
    log: z.string(),
  }),
]);
export type Switched = z.infer<typeof switchedSchema>;

export const stateSchema = z.strictObject({
  token: z.number().int(),
  services: z.array(
    z.strictObject({
      service: z.string(),
      state: z.enum(['serving', 'down']),
      digest,
      commit: z.string(),
      pid: z.number().int().optional(),
      port: z.number().int(),
    }),
  ),
});
export type HostState = z.infer<typeof stateSchema>;
