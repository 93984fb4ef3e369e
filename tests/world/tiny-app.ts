/**
 * An app without packages, so that a story builds in milliseconds. What it does wrong is data in its repository,
 * as a real fault would be: the product knows nothing of it. Nor does its suite use `fetch`, which takes longer to load
 * than all the rest of it.
 */
export interface Behaviour {
  /** Environments (APP_ENV) in which /healthz answers 500. */
  readonly sickIn?: readonly string[];
  /** Names of tests that fail. */
  readonly redTests?: readonly string[];
  /** The build command ends with 1. */
  readonly buildFails?: boolean;
  /** The build prints this many bytes. */
  readonly buildPrints?: number;
  /** The build writes a file of this many bytes into its folder. */
  readonly buildWrites?: number;
  /** The build holds a connection to this port while it lives, and says there when it ends well: to count builds. */
  readonly buildTells?: number;
  /** The build asks at this port, naming its commit and its parent process, whether it may end; it waits for a word. */
  readonly buildAsks?: number;
  /** The build leaves a child behind that would live for ever, and hangs. */
  readonly buildHangs?: boolean;
  /** The build leaves a file of this name in its temporary folder, and says whether an earlier one has. */
  readonly buildRemembers?: string;
  readonly migrationFails?: boolean;
  readonly suiteReport?: 'good' | 'missing' | 'malformed' | 'bomb' | 'empty';
  /** The commit that /version claims, instead of its own. */
  readonly claims?: string;
  /** The same, only where APP_ENV is so. */
  readonly claimsIn?: Readonly<Record<string, string>>;
  readonly exitsAtStart?: boolean;
  /** With this GREETING, which is a value of the config, /version names no environment. */
  readonly lostWhenGreeted?: string;
}

const server = `
const http = require('node:http');
const fs = require('node:fs');
const behaviour = JSON.parse(fs.readFileSync(__dirname + '/behaviour.json', 'utf8'));
const built = JSON.parse(fs.readFileSync(__dirname + '/built.json', 'utf8'));
if (behaviour.exitsAtStart) { console.log('cannot start'); process.exit(3); }
const server = http.createServer((request, response) => {
  const sick = (behaviour.sickIn || []).includes(process.env.APP_ENV);
  if (request.url === '/healthz') { response.statusCode = sick ? 500 : 200; response.end(sick ? 'sick' : 'ok'); return; }
  if (request.url === '/version') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ commit: (behaviour.claimsIn || {})[process.env.APP_ENV] || behaviour.claims || built.commit, environment: behaviour.lostWhenGreeted && behaviour.lostWhenGreeted === process.env.GREETING ? 'nowhere' : process.env.APP_ENV, schema: built.schema }));
    return;
  }
  response.end('hello from ' + built.commit);
});
server.keepAliveTimeout = 5000;
server.listen(Number(process.env.PORT), process.env.HOST || '127.0.0.1', () => console.log('listening'));
process.on('SIGTERM', () => { server.close(() => process.exit(0)); server.closeIdleConnections(); });
`;

const build = `
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const behaviour = JSON.parse(fs.readFileSync('behaviour.json', 'utf8'));
console.log('building ' + process.env.GREENROOM_COMMIT);
const told = behaviour.buildTells && require('node:net').connect(behaviour.buildTells, '127.0.0.1').on('error', () => {});
if (told) told.write(process.env.GREENROOM_COMMIT + '\\n');
const printed = behaviour.buildPrints || 0;
function* flood() { for (let left = printed; left > 0; left -= 65536) yield 'x'.repeat(65535) + '\\n'; }
require('node:stream').Readable.from(flood()).pipe(process.stdout);
if (behaviour.buildRemembers) {
  const mark = require('node:path').join(require('node:os').tmpdir(), behaviour.buildRemembers);
  console.log(fs.existsSync(mark) ? 'found what an earlier build left' : 'found nothing of an earlier build');
  fs.writeFileSync(mark, '');
}
if (behaviour.buildWrites) fs.writeFileSync('bundle.bin', Buffer.alloc(behaviour.buildWrites));
if (behaviour.buildFails) { console.error('the build is broken'); process.exit(1); }
if (behaviour.buildHangs) { spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'left-behind-by-a-build'], { stdio: 'inherit' }); setInterval(() => {}, 1000); }
else if (behaviour.buildAsks) {
  const asked = require('node:net').connect(behaviour.buildAsks, '127.0.0.1', () => asked.write(process.env.GREENROOM_COMMIT + ' ' + process.ppid + '\\n'));
  asked.once('data', () => { finish(); asked.end('done\\n'); });
}
else finish();
function finish() { fs.writeFileSync('built.json', JSON.stringify({ commit: process.env.GREENROOM_COMMIT, schema: String(fs.readdirSync('migrations').length) })); }
if (told) told.end('done\\n');
`;

const migrate = `
const behaviour = JSON.parse(require('node:fs').readFileSync('behaviour.json', 'utf8'));
if (behaviour.migrationFails) { console.error('relation "days" already exists'); process.exit(1); }
console.log('migrated ' + process.env.APP_ENV);
`;

const suite = `
const fs = require('node:fs');
const behaviour = JSON.parse(fs.readFileSync('behaviour.json', 'utf8'));
const names = ['days are listed', 'a day is completed once', 'a draw has one winner'];
const red = behaviour.redTests || [];
const cases = names.map((name) => red.includes(name)
  ? '<testcase name="' + name + '"><failure message="expected 1 to be 2">at days.test.js</failure></testcase>'
  : '<testcase name="' + name + '"/>');
const report = behaviour.suiteReport || 'good';
const xml = report === 'empty' ? '<testsuites/>'
  : report === 'malformed' ? '<testsuite><testcase'
  : report === 'bomb' ? '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><testsuite name="&c;"><testcase name="&c;"/></testsuite>'
  : '<testsuites><testsuite name="event">' + cases.join('') + '</testsuite></testsuites>';
if (report !== 'missing') fs.writeFileSync(process.env.GREENROOM_JUNIT, xml);
require('node:http').get(process.env.GREENROOM_URL_API + '/healthz', (answer) => {
  console.log('staging answered ' + answer.statusCode);
  process.exit(red.length > 0 || answer.statusCode !== 200 ? 1 : 0);
}).on('error', (error) => { console.error(error.message); process.exit(1); });
`;

export function tinyApp(
  behaviour: Behaviour = {},
  migrations: readonly string[] | Readonly<Record<string, string>> = ['001-days.sql'],
): Record<string, string> {
  const sql: Readonly<Record<string, string>> =
    Symbol.iterator in migrations
      ? Object.fromEntries(migrations.map((name) => [name, 'select 1;\n']))
      : { ...migrations };
  return {
    'package.json': JSON.stringify({ name: 'tiny', private: true }),
    'behaviour.json': JSON.stringify(behaviour),
    'server.js': server,
    'build.js': build,
    'migrate.js': migrate,
    'suite.js': suite,
    ...Object.fromEntries(Object.entries(sql).map(([name, text]) => [`migrations/${name}`, text])),
  };
}

/** What the operator's config says about such an app, but for the environments. */
export const tinyProject = {
  services: {
    api: {
      build: { local: { run: [['node', 'build.js']], start: ['node', 'server.js'] } },
      health: '/healthz',
      version: '/version',
      migrations: { folder: 'migrations', run: ['node', 'migrate.js'] },
    },
  },
  verify: [{ name: 'integration', run: ['node', 'suite.js'], timeout: '20s' }],
} as const;
