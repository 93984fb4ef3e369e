import { sql } from 'kysely';
import type { Digest } from '../../../core/release.ts';
import type { Ledger } from '../../../ports/ledger.ts';
import type { Store } from '../database.ts';

/**
 * Which artifacts somebody may still need. Per environment, not per project: a staging that is deployed fifty times a
 * day must not push out what production would go back to.
 */
export function createKept({ db }: Store): Pick<Ledger, 'keptDigests'> {
  return {
    keptDigests: async (newest) => {
      const { rows } = await sql<{ digest: Digest }>`
        WITH wanted AS (
          SELECT release FROM (
            SELECT release, state,
              row_number() OVER (PARTITION BY project, environment ORDER BY number DESC) AS age
            FROM deployments
            WHERE release IS NOT NULL AND (kind <> 'verification' OR state IN ('waiting', 'running'))
          ) AS recent WHERE age <= ${newest} OR state IN ('waiting', 'running')
          UNION
          SELECT release FROM (
            SELECT release, row_number() OVER (PARTITION BY project, environment ORDER BY max(at) DESC, max(id) DESC) AS age
            FROM evidence GROUP BY project, environment, release
          ) AS good WHERE age <= ${newest}
        )
        SELECT artifact ->> 'digest' AS digest
        FROM releases JOIN wanted ON wanted.release = releases.id, jsonb_array_elements(artifacts) AS artifact
        UNION
        SELECT digest FROM (
          SELECT digest, row_number() OVER (PARTITION BY project, service ORDER BY created_at DESC) AS age
          FROM artifacts
        ) AS built WHERE age <= ${newest}
      `.execute(db);
      return new Set(rows.map(({ digest }) => digest));
    },
  };
}
