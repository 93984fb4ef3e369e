import { readFileSync, readdirSync } from 'node:fs';
import { parseJson } from '../src/trust.ts';

/**
 * The layer table of DESIGN §3: what a folder may import besides itself. It is the only place that says so;
 * oxlint.config.ts makes one complete override per folder of it (a later override replaces an earlier one, it does
 * not merge), and tests/lint proves with deliberately illegal files that each rule bites.
 */
interface Layer {
  /** Folders below src, or other roots, that may be imported. */
  readonly may: readonly string[];
  /** Packages (prefix match) that may be imported; `*` is any. */
  readonly packages: readonly string[];
  /** Whether `node:` modules may be imported. */
  readonly node: boolean;
}

const library = {
  'adapters/postgres': ['pg', 'kysely'],
  'adapters/bullmq': ['bullmq', 'ioredis', 'pg'],
  'adapters/discord': ['@discordjs/rest', 'discord-api-types'],
  'adapters/github': ['@octokit/', 'yauzl'],
  'adapters/git': [],
  'adapters/http': [],
  'adapters/junit': ['fast-xml-parser'],
  'adapters/sql': ['libpg-query'],
  'adapters/calendar': ['croner', '@date-fns/tz'],
  'adapters/local': ['httpxy', 'zod'],
  'adapters/fly': ['smol-toml', 'zod'],
  'adapters/stage-tools': ['zod'],
} as const;

export const layers: Readonly<Record<string, Layer>> = {
  'src/core': { may: [], packages: [], node: false },
  // croner and @date-fns/tz: a rule is refused at start by the very judges that would have to evaluate it later.
  'src/config': {
    may: ['src/core', 'src/trust.ts'],
    packages: ['zod', 'croner', '@date-fns/tz'],
    node: true,
  },
  'src/ports': { may: ['src/core', 'src/config'], packages: [], node: false },
  'src/guards': { may: ['src/core', 'src/ports'], packages: [], node: true },
  // Judges what was seen, and sees nothing itself: the looks are adapters', put together in main/doctor.
  'src/doctor': { may: ['src/core', 'src/ports'], packages: [], node: false },
  'src/platform': { may: ['src/core', 'src/ports', 'src/trust.ts'], packages: ['execa', 'pino'], node: true },
  ...Object.fromEntries(
    Object.entries(library).map(([folder, packages]) => [
      `src/${folder}`,
      {
        may: [
          'src/core',
          'src/ports',
          'src/platform',
          'src/config',
          'src/trust.ts',
          // How the app and Greenroom know each other: one file, on both sides.
          ...(folder === 'adapters/stage-tools' ? ['src/kit/wire.ts'] : []),
        ],
        packages: [...packages],
        node: true,
      },
    ]),
  ),
  'src/jobs': { may: ['src/core', 'src/guards', 'src/ports', 'src/trust.ts'], packages: [], node: true },
  'src/bot': {
    may: [
      'src/core',
      'src/ports/intents.ts',
      'src/ports/views.ts',
      'src/ports/projections.ts',
      'src/ports/queue.ts',
      'src/ports/clock.ts',
      // Time zones alone: what people type as local times, and when the config's freezes are, for /freeze and /status.
      'src/ports/calendar.ts',
      'src/ports/log.ts',
      'src/ports/project.ts',
      'src/trust.ts',
    ],
    packages: ['discord.js', 'discord-api-types', '@discordjs/builders', 'zod', '@resvg/resvg-js'],
    node: true,
  },
  'src/webhooks': {
    may: [
      'src/core',
      'src/ports/intents.ts',
      'src/ports/views.ts',
      'src/ports/queue.ts',
      'src/ports/clock.ts',
      'src/ports/log.ts',
      'src/ports/project.ts',
      'src/trust.ts',
    ],
    packages: ['fastify', '@octokit/webhooks', 'zod', 'prom-client'],
    node: true,
  },
  'src/kit': { may: [], packages: [], node: true },
  standins: { may: [], packages: ['*'], node: true },
  demo: { may: ['standins'], packages: ['*'], node: true },
  // Acceptance tests touch only the outside: HTTP, the stand-ins, the command line.
  'tests/acceptance': { may: ['standins', 'tests'], packages: ['*'], node: true },
};

const folders = [
  'core',
  'config',
  'ports',
  'guards',
  'doctor',
  'platform',
  'adapters',
  'jobs',
  'bot',
  'webhooks',
  'kit',
  'main',
  'cli',
  'trust',
];
const outside = ['standins', 'demo', 'tests', 'examples', 'bench', 'scripts'];

function declaredPackages(): string[] {
  const manifest = parseJson(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const names: string[] = [];
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    const list: unknown = manifest !== null && typeof manifest === 'object' ? Reflect.get(manifest, group) : undefined;
    if (list !== null && typeof list === 'object') names.push(...Object.keys(list));
  }
  return names.sort();
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const anyOf = (names: readonly string[]): string => `(${names.map(escape).join('|')})`;

/** Rust regular expressions have no look-ahead, so a ban is spelled as the list of everything that is not allowed. */
function bans(folder: string, layer: Layer): { regex: string; message: string }[] {
  const say = (what: string): string => `${folder} may not import ${what} (layer table: scripts/layers.ts, DESIGN §3).`;
  const list: { regex: string; message: string }[] = [];
  const own = folder.replace(/^src\//, '').split('/');
  const inSrc = folder.startsWith('src/');
  const top = own[0] ?? '';

  if (inSrc) {
    const allowed = new Set(layer.may.map((place) => place.split('/')[1]?.replace(/\.ts$/, '')));
    const banned = folders.filter((name) => name !== top && !allowed.has(name));
    list.push({ regex: `^(\\.\\./)+${anyOf(banned)}(\\.ts$|/)`, message: say('that folder') });
    list.push({ regex: `^(\\.\\./)+${anyOf(outside)}/`, message: say('what lies outside src') });
    const ports = layer.may
      .filter((place) => place.startsWith('src/ports/'))
      .map((place) => place.slice('src/ports/'.length));
    if (ports.length > 0) {
      const closed = readdirSync(new URL('../src/ports', import.meta.url)).filter(
        (file) => file.endsWith('.ts') && !ports.includes(file),
      );
      list.push({ regex: `^(\\.\\./)+ports/${anyOf(closed)}$`, message: say('that port') });
    }
    if (layer.may.includes('src/kit/wire.ts'))
      list.push({
        regex: '^(\\.\\./)+kit/([^w]|w[^i]|wi[^r]|wir[^e]|wire[^.])',
        message: say('the kit beyond its wire'),
      });
    if (top === 'adapters') {
      const others = Object.keys(library)
        .map((name) => name.split('/')[1] ?? '')
        .filter((name) => name !== own[1]);
      list.push({ regex: `^(\\.\\./)+${anyOf(others)}/`, message: say('another adapter') });
    }
  } else {
    const banned = ['src', 'tests', 'examples', 'standins', 'demo', 'bench'].filter(
      (name) => name !== folder && !layer.may.includes(name),
    );
    list.push({ regex: `^(\\.\\./)+${anyOf(banned)}/`, message: say('that folder') });
  }
  if (!layer.node) list.push({ regex: '^node:', message: say('node: modules') });
  if (!layer.packages.includes('*')) {
    const banned = declaredPackages().filter(
      (name) => !layer.packages.some((prefix) => name === prefix || (prefix.endsWith('/') && name.startsWith(prefix))),
    );
    list.push({ regex: `^${anyOf(banned)}(/|$)`, message: say('that package') });
  }
  list.push({ regex: '^#', message: say('by an alias: the rule sees only the written path') });
  return list;
}

/** The gate alone makes permits; jobs alone run the gate; composition alone knows adapters. */
const mintPath = {
  regex: '(^|/)permit\\.ts$',
  importNames: ['takeMint'],
  message: 'Only guards/gate.ts may take the mint (DESIGN §6.2).',
};

export interface LayerOverride {
  files: string[];
  rules: { 'no-restricted-imports': ['error', { patterns: object[] }] };
}

export function layerOverrides(root = ''): LayerOverride[] {
  const overrides: LayerOverride[] = Object.entries(layers).map(([folder, layer]) => ({
    files: [`${root}${folder}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [...bans(folder, layer), mintPath] }],
    },
  }));
  const guards = layers['src/guards'];
  if (guards) {
    overrides.push({
      files: [`${root}src/guards/gate.ts`],
      rules: { 'no-restricted-imports': ['error', { patterns: bans('src/guards', guards) }] },
    });
  }
  return overrides;
}
