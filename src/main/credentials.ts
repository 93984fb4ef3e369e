import type { Config } from '../config/config.ts';
import { ConfigRefused, type Problem } from '../config/problem.ts';
import { notSet } from '../config/secrets.ts';
import { CredentialRefused } from '../core/credential-refused.ts';

/** The bot's token. Missing and refused are one to the operator: the process ends with 78 and says what to do. */
export function discordToken(config: Config): string {
  const token = config.secrets.find('DISCORD_TOKEN');
  if (token !== undefined) return token;
  throw new CredentialRefused(
    'DISCORD_TOKEN',
    notSet('DISCORD_TOKEN'),
    'Copy the bot’s token from Discord’s developer portal (Bot, Reset Token) and set one of the two.',
  );
}

/** Secrets that deliveries are verified with, the newest first; several while they are rotated. */
export function webhookSecrets(config: Config): readonly string[] {
  const secrets = (config.secrets.find('GITHUB_WEBHOOK_SECRET') ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
  const problems: Problem[] = [];
  if (secrets.length === 0)
    problems.push({
      path: 'GITHUB_WEBHOOK_SECRET',
      found: notSet('GITHUB_WEBHOOK_SECRET'),
      remedy: 'Set the secret of the webhook on GitHub; without it anybody could trigger a deployment.',
    });
  if (secrets.some((secret) => secret.length < 16))
    problems.push({
      path: 'GITHUB_WEBHOOK_SECRET',
      found: 'a secret of fewer than 16 characters',
      remedy: 'Use a long random one, e.g. from: openssl rand -hex 32',
    });
  if (problems.length > 0) throw new ConfigRefused(problems);
  return secrets;
}
