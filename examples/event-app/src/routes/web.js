import { readFileSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** The built page, read once. @returns {Map<string, { type: string, body: Buffer }>} by path; empty where it was not built */
function builtPage(folder = new URL('../../web/dist/', import.meta.url)) {
  const files = new Map();
  let names = [];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return files;
  }
  for (const entry of names.filter((one) => one.isFile())) {
    const path = `${entry.parentPath}/${entry.name}`.split('/web/dist/').at(-1)?.replace(/^\/+/, '') ?? '';
    files.set(`/${path}`, {
      type: types.get(extname(path)) ?? 'application/octet-stream',
      body: readFileSync(new URL(path, folder)),
    });
  }
  return files;
}

/**
 * The page, from the api itself: the simplest way to run both. What differs by environment is not in it, it asks
 * /config.json.
 *
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../app.js').Given} given
 */
export function webRoutes(app, { environment, commit }) {
  const files = builtPage();
  app.get('/config.json', (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .send({ environment: environment.flags.appEnv, production: environment.flags.isProduction, apiUrl: '', commit }),
  );
  for (const [path, { type, body }] of files) {
    const lasting = path.startsWith('/assets/');
    const send = (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-store')
        .send(body);
    app.get(path, send);
    if (path === '/index.html') app.get('/', send);
  }
  if (!files.has('/index.html')) {
    app.get('/', (_request, reply) =>
      reply.code(404).send({ code: 'no-page', message: 'The page was not built: npm run build.' }),
    );
  }
}
