import { givenTo } from './given.ts';
import type { Problem } from './problem.ts';
import type { DrivenEnvironment, ProjectConfig } from './schema.ts';

interface Named {
  readonly key: string;
  readonly path: string;
  readonly one: DrivenEnvironment;
}

/** The variable that the kit reads its key from, in every environment. */
export const kitKeyVariable = 'GREENROOM_KEY';

/** The key with which this environment's app is spoken to, and which service answers. */
export function kitOf(
  one: DrivenEnvironment,
): { readonly place: string; readonly service: string; readonly secret: string } | undefined {
  const its = one.tier === 'staging' ? one.stageTools : one.identity;
  if (its === undefined) return undefined;
  return { place: one.tier === 'staging' ? 'stageTools' : 'identity', service: its.service, secret: its.key.secret };
}

/** Names of all secrets that an environment is given, and where. */
function secretsOf({ path, one }: Named): readonly { readonly secret: string; readonly path: string }[] {
  const kit = kitOf(one);
  return [
    ...givenTo(one.target).flatMap(({ path: where, value }) =>
      typeof value === 'string' ? [] : [{ secret: value.secret, path: `${path}.target.${where}` }],
    ),
    ...(kit === undefined ? [] : [{ secret: kit.secret, path: `${path}.${kit.place}.key` }]),
  ];
}

function checkKit({ path, one }: Named, project: ProjectConfig): Problem[] {
  const kit = kitOf(one);
  if (kit === undefined) return [];
  const spot = `${path}.${kit.place}`;
  if (project.services[kit.service] === undefined)
    return [
      {
        path: `${spot}.service`,
        found: `found ${JSON.stringify(kit.service)}`,
        remedy: `Wanted the service that mounts the kit: ${Object.keys(project.services).join(', ')}.`,
      },
    ];
  if (one.target.kind !== 'local') return [];
  const given = one.target.services[kit.service]?.env[kitKeyVariable];
  if (typeof given === 'object' && given.secret === kit.secret) return [];
  return [
    {
      path: `${path}.target.services.${kit.service}.env.${kitKeyVariable}`,
      found: given === undefined ? 'nothing there' : 'another value than the key that Greenroom signs with',
      remedy: `Wanted { secret: ${JSON.stringify(kit.secret)} }, so that the app knows who speaks to it.`,
    },
  ];
}

/** What staging and production need of each other before a stage tool may exist, and what they must not share. */
export function stageChecks(here: string, project: ProjectConfig): Problem[] {
  const driven = Object.entries(project.environments).flatMap(([key, one]): Named[] =>
    one.tier === 'local' ? [] : [{ key, path: `${here}.environments.${key}`, one }],
  );
  const problems = driven.flatMap((named) => checkKit(named, project));
  const stagings = driven.filter(({ one }) => one.tier === 'staging');
  const productions = driven.filter(({ one }) => one.tier === 'production');
  for (const production of productions) {
    for (const staging of stagings) {
      if (kitOf(staging.one) !== undefined && kitOf(production.one) === undefined)
        problems.push({
          path: `${production.path}.identity`,
          found: `nothing there, and ${staging.path}.stageTools is set`,
          remedy:
            'Wanted { service, key }: production’s app tells what it is connected to, so that staging’s tools can be kept off it.',
        });
      if (
        staging.one.discordApplication !== undefined &&
        staging.one.discordApplication === production.one.discordApplication
      )
        problems.push({
          path: `${production.path}.discordApplication`,
          found: `${production.one.discordApplication} is used at ${staging.path}.discordApplication too`,
          remedy: 'Make a Discord application for each environment in the developer portal.',
        });
      const kit = kitOf(production.one);
      const keys = [kitOf(staging.one)?.secret, kit?.secret];
      const there = secretsOf(production);
      for (const { secret, path } of secretsOf(staging)) {
        const twin = there.find((one) => one.secret === secret);
        if (twin === undefined || !keys.includes(secret)) continue;
        problems.push({
          path: twin.path,
          found: `the secret ${secret} is used at ${path} too`,
          remedy: 'Give each environment a key of its own: who has staging’s must not be able to speak to production.',
        });
      }
    }
  }
  return problems;
}
