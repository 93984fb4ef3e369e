import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createNodeMiddleware, createProbot } from 'probot';
import { path, secret, tellPort } from './told.ts';

/** What Greenroom is compared with: a Probot app with an empty `push` handler, which writes nothing down. */
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const probot = createProbot({ overrides: { appId: 1, secret, privateKey: key, logLevel: 'fatal' } });
const middleware = await createNodeMiddleware((app) => app.on('push', () => undefined), {
  probot,
  webhooksPath: path,
});
const server = createServer((request, response) => void middleware(request, response));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  tellPort(address !== null && typeof address === 'object' ? address.port : 0, 'Probot, empty push handler');
});
