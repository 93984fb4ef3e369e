import type { Config } from '../../config/config.ts';
import { heldSecrets } from '../../config/held-secrets.ts';
import { whySecretsAreShut } from '../../config/secrets.ts';
import type { SecretsSeen } from '../../ports/survey.ts';
import { processRoles } from '../../core/process-role.ts';
import { variablesOf } from '../apart/variables-of.ts';
import type { RoleName } from '../process-roles.ts';

/** Of GitHub's three variables one way is enough. */
const appVariables = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY'];

/** Whether it is there; a file that is named and cannot be read is not. */
function isSet({ secrets }: Config, name: string): boolean {
  try {
    return secrets.find(name) !== undefined;
  } catch {
    return false;
  }
}

/**
 * What this role should have, and what of it is wrong: no value leaves this function. Where something is missing and there
 * is a secrets file that cannot be read, nobody can tell.
 */
export function lookAtSecrets(config: Config, role: RoleName): SecretsSeen {
  const roles = processRoles.filter((one) => role === 'all' || role === one);
  const wanted = new Map<string, string>();
  for (const one of roles)
    for (const name of variablesOf(one, config.file).secrets)
      wanted.set(name, wanted.has(name) ? `${wanted.get(name) ?? ''}, ${one}` : one);
  const byToken = isSet(config, 'GITHUB_TOKEN') || !appVariables.some((name) => isSet(config, name));
  for (const name of byToken ? appVariables : ['GITHUB_TOKEN']) wanted.delete(name);
  const named = [...wanted].map(([name, wantedBy]) => ({ name, wantedBy, set: isSet(config, name) }));
  const missing = named.filter(({ set }) => !set).map(({ name }) => name);
  const shut = missing.length === 0 ? undefined : whySecretsAreShut();
  if (shut !== undefined) {
    const are = missing.length === 1 ? 'is' : 'are';
    throw new Error(`${shut}; whether ${missing.join(' and ')} ${are} set in it is not known`);
  }
  const webhook = isSet(config, 'GITHUB_WEBHOOK_SECRET') ? (config.secrets.find('GITHUB_WEBHOOK_SECRET') ?? '') : '';
  return {
    named,
    webhook: webhook
      .split(',')
      .map((secret) => secret.trim())
      .filter((secret) => secret !== '')
      .map((secret) => ({
        length: secret.length,
        different: new Set(secret).size,
        strange: !/^[\x21-\x7e]+$/.test(secret),
      })),
    shared: sharedBy(config),
  };
}

function sharedBy(config: Config): SecretsSeen['shared'] {
  const staging = heldSecrets(config.file, 'staging', config.secrets);
  const production = heldSecrets(config.file, 'production', config.secrets);
  return production.flatMap(({ value, path }) => {
    const same = staging.find((one) => one.value === value);
    return same === undefined ? [] : [{ staging: same.path, production: path }];
  });
}
