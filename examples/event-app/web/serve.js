import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

// The page on its own, where it is a service of its own: the same build everywhere, and what differs by environment
// comes from variables, at /config.json: GREENROOM_RUNTIME_CONFIG, as Greenroom hands it over, or API_URL. Needs nothing
// but Node.
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};
const dist = fileURLToPath(new URL('dist', import.meta.url));
const { APP_ENV = '', IS_PRODUCTION = '', HOST = '127.0.0.1', PORT = '3001' } = process.env;
const told = toldAtRunTime();
const apiUrl = String(told.apiUrl ?? process.env['API_URL'] ?? '').replace(/\/$/, '');

const problems = [
  ['production', 'staging', 'local'].includes(APP_ENV)
    ? ''
    : `APP_ENV is ${JSON.stringify(APP_ENV)}, wanted production, staging or local.`,
  IS_PRODUCTION === String(APP_ENV === 'production')
    ? ''
    : `IS_PRODUCTION is ${JSON.stringify(IS_PRODUCTION)}, which does not go with APP_ENV.`,
  /^https?:\/\/[^/]+$/.test(apiUrl)
    ? ''
    : `apiUrl (API_URL) is ${JSON.stringify(apiUrl)}, wanted the api’s address such as https://api.event.example.`,
  existsSync(`${dist}/index.html`) ? '' : 'The page was not built: npm run build.',
].filter((problem) => problem !== '');
if (problems.length > 0) {
  console.error(`The page does not start:\n${problems.join('\n')}`);
  process.exit(1);
}
const { commit } = readBuild();
const config = { ...told, environment: APP_ENV, production: APP_ENV === 'production', apiUrl, commit };

function toldAtRunTime() {
  try {
    return Object(JSON.parse(process.env['GREENROOM_RUNTIME_CONFIG'] ?? '{}'));
  } catch (error) {
    console.error(`The page does not start:\nGREENROOM_RUNTIME_CONFIG is no JSON: ${error.message}`);
    process.exit(1);
  }
}

function readBuild() {
  try {
    return JSON.parse(readFileSync(`${dist}/build-info.json`, 'utf8'));
  } catch {
    return { commit: 'development' };
  }
}

const server = createServer((request, response) => {
  const headers = {
    'x-environment': APP_ENV,
    'content-security-policy': `default-src 'self'; connect-src 'self' ${apiUrl}; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    ...(config.production ? {} : { 'x-robots-tag': 'noindex, nofollow' }),
  };
  const json = (value) => {
    response.writeHead(200, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(value));
  };
  // Anybody can ask for what is no address (`//`): that must not end the page for everybody.
  const asked = URL.parse(request.url ?? '/', 'http://page');
  if (asked === null) return response.writeHead(400, headers).end();
  const { pathname } = asked;
  if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405, headers).end();
  if (pathname === '/healthz') return json({ ok: true });
  if (pathname === '/version') return json({ commit, environment: APP_ENV });
  if (pathname === '/config.json') return json(config);
  // Names of files that the build made: no dots that lead elsewhere.
  const path = pathname === '/' ? '/index.html' : pathname;
  if (!/^\/(assets\/)?[\w-]+(\.[\w-]+)*$/.test(path) || !existsSync(dist + path) || !(extname(path) in types)) {
    return response.writeHead(404, headers).end();
  }
  const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
  response.writeHead(200, { ...headers, 'content-type': types[extname(path)], 'cache-control': cache });
  return createReadStream(dist + path).pipe(response);
});
server.listen(Number(PORT), HOST, () =>
  console.log(`the page (${APP_ENV}) listens on http://${HOST}:${server.address().port}`),
);
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => server.close());
