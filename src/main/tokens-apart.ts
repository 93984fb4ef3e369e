import { OpensProduction, tokensAreApart } from '../adapters/fly/tokens-apart.ts';
import { usualPace } from '../adapters/fly/place.ts';
import type { Config } from '../config/config.ts';
import { ConfigRefused } from '../config/problem.ts';
import { systemClock } from '../platform/clock.ts';
import type { Log } from '../ports/log.ts';

/** Asked of Fly once for each project, and again after it did not answer: what was not shown is not so. */
export type TokensApart = (project: string) => Promise<void>;

export function createTokensApart(config: Config): TokensApart {
  const shown = new Map<string, Promise<void>>();
  return (project) => {
    const found = shown.get(project);
    if (found !== undefined) return found;
    const its = config.file.projects[project];
    const staging = Object.entries(its?.environments ?? {}).find(
      ([, one]) => one.tier === 'staging' && one.target.kind === 'fly',
    )?.[0];
    if (its === undefined || staging === undefined) return Promise.resolve();
    const asked = tokensAreApart({
      project,
      environment: staging,
      config: its,
      secrets: config.secrets,
      clock: systemClock,
      addresses: config.fly,
      pace: usualPace,
    });
    shown.set(project, asked);
    asked.catch(() => shown.delete(project));
    return asked;
  };
}

/**
 * At the start of staging's worker. A token that opens production ends the start; where Fly does not answer the worker
 * starts, and asks again before it changes anything.
 */
export async function refuseSharedTokens(config: Config, apart: TokensApart, log: Log): Promise<void> {
  for (const project of Object.keys(config.file.projects)) {
    try {
      await apart(project);
    } catch (error) {
      if (error instanceof OpensProduction)
        throw new ConfigRefused([
          {
            path: `projects.${project}`,
            found: error.message.replace(/\.$/, ''),
            remedy: 'Set the right token and start again.',
          },
        ]);
      log.warn(
        { project, error: error instanceof Error ? error.message : String(error) },
        'it could not be shown that staging’s Fly tokens do not open production; nothing goes to staging until it is',
      );
    }
  }
}
