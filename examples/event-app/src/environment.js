/**
 * @typedef {'production' | 'staging' | 'local'} Tier
 * @typedef {object} Environment
 * @property {Tier} name
 * @property {boolean} production
 * @property {string} databaseUrl
 * @property {string} host
 * @property {number} port
 */

/** @type {readonly Tier[]} */
const tiers = ['production', 'staging', 'local'];

/**
 * Reads the process environment once, at start; nothing else in the app does. Two variables say what this place is,
 * and an app that is told two different things by them must not run: one of the two guards would be wrong.
 *
 * @param {Readonly<Record<string, string | undefined>>} variables
 * @returns {Environment}
 * @throws {Error} with all that is wrong, one plain sentence a line
 */
export function readEnvironment(variables) {
  const problems = [];
  const named = variables['APP_ENV'] ?? '';
  const name = tiers.find((tier) => tier === named);
  const production = variables['IS_PRODUCTION'];

  if (name === undefined) {
    problems.push(`APP_ENV is ${JSON.stringify(named)}. Set it to one of: ${tiers.join(', ')}.`);
  }
  if (production !== undefined && production !== 'true' && production !== 'false') {
    problems.push(`IS_PRODUCTION is ${JSON.stringify(production)}. Set it to true or false, or leave it out.`);
  } else if (name !== undefined && production !== undefined && (production === 'true') !== (name === 'production')) {
    problems.push(
      `APP_ENV is "${name}" but IS_PRODUCTION is "${production}". They contradict each other; correct one.`,
    );
  }

  const databaseUrl = variables['DATABASE_URL'] ?? '';
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
    problems.push('DATABASE_URL is missing or no PostgreSQL address. Wanted postgres://user:password@host:port/name.');
  }

  const port = Number(variables['PORT'] ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    problems.push(`PORT is ${JSON.stringify(variables['PORT'])}. Wanted a number from 0 to 65535.`);
  }

  if (name === undefined || problems.length > 0) throw new Error(problems.join('\n'));
  return Object.freeze({
    name,
    production: name === 'production',
    databaseUrl,
    host: variables['HOST'] ?? '127.0.0.1',
    port,
  });
}
