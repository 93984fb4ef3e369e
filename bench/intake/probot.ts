import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import { Webhooks } from '@octokit/webhooks';
import { fastify } from 'fastify';
import { path, secret, tellPort } from './told.ts';

/**
 * What Greenroom is compared with: a Probot app with an empty `push` handler, where Probot can be imported, else the
 * same work (fastify, verify, parse, empty handler). Neither writes anything down.
 */
interface Probot {
  createProbot(options: { overrides: Record<string, unknown> }): unknown;
  createNodeMiddleware(
    app: (probot: { on(event: string, handler: () => void): void }) => void,
    options: { probot: unknown; webhooksPath: string },
  ): Promise<RequestListener>;
}

async function importable(name: string): Promise<Probot | undefined> {
  try {
    return (await import(name)) as Probot;
  } catch {
    return undefined;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

const probot = await importable('probot');
if (probot) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const middleware = await probot.createNodeMiddleware((app) => app.on('push', () => undefined), {
    probot: probot.createProbot({
      overrides: {
        appId: 1,
        secret,
        privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }),
        logLevel: 'fatal',
      },
    }),
    webhooksPath: path,
  });
  const server = createServer(middleware);
  server.listen(0, '127.0.0.1', () => tellPort(portOf(server), 'Probot, empty push handler'));
} else {
  const webhooks = new Webhooks({ secret });
  webhooks.on('push', () => undefined);
  const app = fastify({ logger: false });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post<{ Body: string }>(path, async (request, reply) => {
    await webhooks.verifyAndReceive({
      id: String(request.headers['x-github-delivery']),
      name: String(request.headers['x-github-event']),
      payload: request.body,
      signature: String(request.headers['x-hub-signature-256']),
    });
    return reply.send('ok\n');
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  tellPort(portOf(app.server), 'Probot-like (fastify, verify, empty handler; Probot is not installed)');
}
