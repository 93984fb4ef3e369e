/**
 * What whoever deploys the app looks at. @param {import('fastify').FastifyInstance} app
 * @param {import('../app.js').Given} given
 */
export function healthRoutes(app, { environment, commit, newestMigration, days, sessions }) {
  app.get('/healthz', async (request, reply) => {
    try {
      const schema = await days.schema();
      // Newer than ours is fine: that is how it is after a rollback.
      if (schema >= newestMigration) return { ok: true };
      return await reply
        .code(503)
        .send({ ok: false, problem: `the database is at ${schema}, this build needs ${newestMigration}` });
    } catch (error) {
      request.log.error(error, 'the database does not answer');
      return reply.code(503).send({ ok: false, problem: 'the database does not answer' });
    }
  });

  app.get('/version', async () => ({
    commit,
    environment: environment.flags.appEnv,
    schema: await days.schema().catch(() => 'unknown'),
    sessions: sessions.kind,
  }));
}
