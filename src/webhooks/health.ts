import type { FastifyInstance } from 'fastify';
import type { Within } from './patience.ts';

/** One thing that must be there before Greenroom can do its work, e.g. the ledger. */
export interface Readiness {
  readonly name: string;
  readonly ok: boolean;
  /** Shown to anybody who asks: no addresses, no secrets. */
  readonly detail?: string;
}

/** `healthz`: the process runs. `readyz`: it can also work; 503 with the list where it cannot. */
export function healthRoutes(
  app: FastifyInstance,
  within: Within,
  readiness: () => Promise<readonly Readiness[]>,
): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_, reply) => {
    let checks: readonly Readiness[];
    try {
      checks = await within(readiness());
    } catch {
      checks = [{ name: 'check', ok: false, detail: 'the check itself failed or took too long' }];
    }
    const ok = checks.every((check) => check.ok);
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ready' : 'not ready', checks });
  });
}
