import { type RightsOf, botReads, bothWorkersRead, placeIs } from './right.ts';

/** Staging's play: its worker alone begins and ends it. The bot shows how far it has come and what can be had. */
export const stage: RightsOf<'stage_operations' | 'stage_descriptions'> = {
  stage_operations: {
    ...botReads,
    ...bothWorkersRead,
    'worker-staging': {
      select: true,
      insert: true,
      update: ['progress', 'told', 'ended_at'],
      rows: placeIs('stage_operations', 'staging'),
    },
  },
  // Part of what the view of an environment says, which production's worker reads of staging, too.
  stage_descriptions: {
    ...botReads,
    ...bothWorkersRead,
    'worker-staging': {
      select: true,
      insert: true,
      update: ['description', 'at'],
      rows: placeIs('stage_descriptions', 'staging'),
    },
  },
};
