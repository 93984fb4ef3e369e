import { type RightsOf, botReads, deploymentIsThere, placeIs } from './right.ts';

const shows = ['seen', 'claimed_until', 'claimed_by', 'external', 'shown', 'attempts', 'error', 'retry_at'] as const;
/** Not `external`: only who shows a row says where it is. */
const due = ['id', 'surface', 'kind', 'subject', 'commit', 'project', 'environment', 'fate', 'wanted'] as const;

/** A deployment's, a lock's, or the word about a commit that gets none; all of the row's own environment. */
const subject = `(${deploymentIsThere('projections', 'subject')}
  OR EXISTS (SELECT FROM locks l WHERE l.id = projections.subject
    AND l.project = projections.project AND l.environment = projections.environment)
  OR subject = 'fate/' || project || '/' || environment)`;

/** Only staging follows branches, and its worker alone reads of outages. */
const outage = `EXISTS (SELECT FROM outages o WHERE o.id = projections.subject
  AND o.project = projections.project AND o.environment = projections.environment)`;

function replyTo(tier: 'staging' | 'production'): string {
  return `(kind = 'reply' AND EXISTS (SELECT FROM requests r JOIN intents i ON i.id = r.intent
    WHERE r.id = projections.subject AND i.tier = '${tier}'))`;
}

/**
 * Where the ledger's state is shown elsewhere. Workers say what is due; the bot shows it in Discord, and staging's worker
 * on GitHub, for all environments. That a worker does not place cards in Discord is a trigger's: a policy cannot tell old
 * from new.
 */
export const shown: RightsOf<'projections' | 'outages'> = {
  outages: {
    ...botReads,
    'worker-staging': {
      select: true,
      insert: true,
      update: ['code', 'detail', 'ended_at', 'version'],
      rows: placeIs('outages', 'staging'),
    },
  },
  projections: {
    bot: {
      select: true,
      insert: due,
      update: shows,
      rows: `surface = 'discord'`,
      rowsOf: { insert: `surface = 'discord' AND kind = 'reply'` },
    },
    'worker-staging': {
      select: true,
      insert: due,
      update: ['wanted', 'fate', ...shows],
      delete: true,
      rows: `surface = 'github' OR ${placeIs('projections', 'staging')} OR ${replyTo('staging')}`,
      rowsOf: {
        insert: `kind <> 'reply' AND ${placeIs('projections', 'staging')} AND (${subject} OR ${outage})`,
        delete: `kind = 'status' AND ${placeIs('projections', 'staging')}`,
      },
    },
    'worker-production': {
      select: true,
      insert: due,
      update: ['wanted'],
      delete: true,
      rows: `${placeIs('projections', 'production')} OR ${replyTo('production')}`,
      rowsOf: {
        insert: `kind <> 'reply' AND ${placeIs('projections', 'production')} AND ${subject}`,
        delete: `kind = 'status' AND ${placeIs('projections', 'production')}`,
      },
    },
  },
};
