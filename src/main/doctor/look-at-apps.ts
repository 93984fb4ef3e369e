import { surveyFly } from '../../adapters/fly/survey.ts';
import type { Config } from '../../config/config.ts';
import type { FlyAppSeen } from '../../ports/survey.ts';
import type { RoleName } from '../process-roles.ts';
import type { DoctorsPatience } from './patience.ts';

/** Each app on Fly whose token this role has, asked for with that token alone. */
export async function lookAtApps(
  config: Config,
  role: RoleName,
  { withRequest }: DoctorsPatience,
): Promise<readonly FlyAppSeen[]> {
  const looks = Object.entries(config.file.projects).flatMap(([project, { environments }]) => {
    const driven = Object.entries(environments).flatMap(([environment, one]) =>
      one.tier !== 'local' && one.target.kind === 'fly' ? [{ environment, tier: one.tier, target: one.target }] : [],
    );
    const production = driven
      .filter(({ tier }) => tier === 'production')
      .flatMap(({ target }) => Object.values(target.services).map(({ app }) => app));
    return driven
      .filter(({ tier }) => role === 'all' || role === `worker-${tier}`)
      .flatMap(({ environment, tier, target }) =>
        Object.entries(target.services).map(async ([service, { app, token }]) =>
          surveyFly({
            place: `${project}/${environment}, ${service}`,
            app,
            organisation: target.organisation,
            tier,
            variable: token.secret,
            token: config.secrets.find(token.secret),
            production,
            addresses: config.fly,
            patience: withRequest('Fly'),
          }),
        ),
      );
  });
  return Promise.all(looks);
}
