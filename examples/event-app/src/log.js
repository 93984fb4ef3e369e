import fastify from 'fastify';

/**
 * Fastify's own logger, before there is an app. How much it says follows from where it runs: users' doings are nobody's
 * business in production's log.
 *
 * @param {import('./kit.js').Flags} flags
 */
export function createLog(flags) {
  const level = flags.isProduction && flags.logLevel === 'info' ? 'warn' : flags.logLevel;
  return fastify({ logger: { level, base: { environment: flags.environment } } }).log;
}
