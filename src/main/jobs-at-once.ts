import type { ProjectConfig } from '../ports/project.ts';
import type { QueueName } from '../ports/queue.ts';

const besides = 8;

/**
 * Intents that a worker has in hand at once. One drives each environment, for as long as that takes; the others are
 * short, and there has to be room for them while everything is at work.
 */
export function jobsAtOnce(
  on: QueueName,
  projects: Readonly<Record<string, Pick<ProjectConfig, 'environments'>>>,
): number {
  const driven = Object.values(projects).flatMap(({ environments }) =>
    Object.values(environments).filter(({ tier }) => tier === on),
  );
  return besides + driven.length;
}
