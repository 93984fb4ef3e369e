import * as z from 'zod';
import { aspects } from '../core/constraints.ts';
import { duration, waited } from './duration.ts';

/** The config file's shape (DESIGN §8): data only, held by the operator, never read from the pushed branch. */

const idWords = 'wanted a Discord id: 15 to 21 digits between quotes, from “Copy ID” in Discord';
/** As text: so large a number is rounded as soon as it is read. */
const id = z.string(idWords).regex(/^\d{15,21}$/, idWords);
const name = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,30}$/,
    'wanted a short name: lower-case letters, digits and dashes, starting with a letter',
  );
export const branch = z
  .string()
  .regex(/^(?!-)(?!.*\.\.)(?!.*\/$)[A-Za-z0-9._/-]{1,200}$/, 'wanted a branch name: letters, digits, dot, dash, slash');
const path = z.string().startsWith('/', 'wanted a path that begins with /');
const relative = z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/, 'wanted a path inside the repository');
const argv = z.array(z.string().min(1)).min(1, 'wanted a command as a list of words, e.g. [“npm”, “test”]').readonly();
/** Names an environment variable (or NAME_FILE) that holds the value; resolved lazily, by the role that needs it. */
const secretRef = z.strictObject({
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'wanted the name of an environment variable'),
});

/** Variables by name; a value is text, or the name of a secret. */
const environmentVariables = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'wanted the name of an environment variable'),
  z.union([z.string(), secretRef]),
);

/** Of which files or folders a build's `install` is made: the whole repository would be another one with each commit. */
const partOfRepository = relative.refine(
  (named) => !/^(\.?\/)*\.?$/.test(named),
  'wanted a file or a folder of the repository, such as “package-lock.json”, and not all of it',
);

const localBuild = z.strictObject({
  /** What builds need besides PATH, HOME and LANG: a private registry, a proxy, the certificates of a company. */
  env: environmentVariables.default({}),
  /**
   * What brings the packages, run where nothing but these files is (`from`), and kept for as long as they are the same:
   * what comes of it can depend on nothing else, and the commit's own files are laid over it.
   */
  install: z.strictObject({ from: z.array(partOfRepository).min(1), run: z.array(argv).min(1) }).optional(),
  /** Commands in the exported tree; they get GREENROOM_COMMIT and must bake it in. */
  run: z.array(argv).default([]),
  start: argv,
});

const service = z.strictObject({
  build: z.strictObject({ local: localBuild.optional(), docker: z.strictObject({ file: relative }).optional() }),
  health: path,
  version: path.optional(),
  /**
   * `run` is started once with the new version, before anything is switched. On Fly it may be left to fly.toml's
   * release_command instead; both would run them twice, and is refused.
   */
  migrations: z.strictObject({ folder: relative, run: z.union([argv, z.literal('release_command')]) }).optional(),
  /**
   * A frontend that is one build for all environments: it answers `path` with the JSON that it finds in
   * GREENROOM_RUNTIME_CONFIG. `{api.url}` stands for the address of service api in the same environment. Public.
   */
  config: z
    .strictObject({
      path,
      values: z
        .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'wanted the name of a value, e.g. “apiUrl”'), z.string())
        .refine((values) => Object.keys(values).length > 0, 'wanted at least one value'),
    })
    .optional(),
  /** A frontend that is built for each environment, with these variables; `{api.url}` as in `config`. Public. */
  buildVariables: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'wanted the name of a variable, e.g. “VITE_API_URL”'),
      z.string(),
    )
    .refine((variables) => Object.keys(variables).length > 0, 'wanted at least one variable')
    .optional(),
});

const localTarget = z.strictObject({
  kind: z.literal('local'),
  /** Where the host's proxy listens; 127.0.0.1 unless the machine is the public one. */
  host: z.string().default('127.0.0.1'),
  services: z.record(
    name,
    z.strictObject({
      port: z.number().int().min(1).max(65535),
      /** Public address where it differs from http://host:port, e.g. behind TLS. */
      url: z.url().optional(),
      env: environmentVariables.default({}),
    }),
  ),
});

/** Fly's own names: lower-case letters, digits and dashes; what goes into an address and an argument is never more. */
const flyName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'wanted a name as Fly has it: lower-case letters, digits and dashes');

const flyTarget = z.strictObject({
  kind: z.literal('fly'),
  /** The slug of the organisation that the apps are in. */
  organisation: flyName,
  services: z.record(
    name,
    z.strictObject({
      app: flyName,
      /** Its fly.toml in the repository, read from the released commit. */
      config: relative,
      /** A deploy token of this one app (`flyctl tokens create deploy -a APP`). */
      token: secretRef,
      /**
       * Where staging's apps are in another organisation, which shares no images with this one: a token that may read
       * there, e.g. of `flyctl tokens create readonly -o STAGING`. Production's worker copies the image with it. In one
       * organisation only where the start says that production's token cannot read staging's images.
       */
      pullToken: secretRef.optional(),
      /** Public address where it is not https://APP.fly.dev. */
      url: z.url().optional(),
    }),
  ),
});

const target = z.discriminatedUnion('kind', [localTarget, flyTarget]);

/** Which service mounts the kit, and the key (32 characters or more) with which Greenroom and it believe each other. */
const kit = z.strictObject({ service: name, key: secretRef });
/** The app's own application in Discord's developer portal, with which people log in. */
const discordApplication = id.optional();

const environment = z.discriminatedUnion('tier', [
  z.strictObject({
    tier: z.literal('staging'),
    branch,
    target,
    discordApplication,
    /** Seed, reset and the others. There is no such key on production. */
    stageTools: kit.optional(),
    /** The one server that staging's application may be in; `discord.guild` where left out. */
    testServer: id.optional(),
  }),
  z.strictObject({
    tier: z.literal('production'),
    target,
    discordApplication,
    /** Asks production's app what it is connected to; it reads and changes nothing. Needed once staging has tools. */
    identity: kit.optional(),
  }),
  z.strictObject({ tier: z.literal('local'), services: z.record(name, z.strictObject({ url: z.url() })) }),
]);

const timeout = waited.default(600_000);
/** One of three places: beside Greenroom, a machine of staging's app on Fly, or GitHub Actions. */
const suite = z.union(
  [
    z.strictObject({
      name,
      /** Commands before it in the same folder, such as ["npm", "ci"] where the code comes without its packages. */
      before: z.array(argv).default([]),
      run: argv,
      timeout,
      env: environmentVariables.default({}),
    }),
    z.strictObject({
      name,
      /** A stage of the service's Dockerfile. It is built as an image of its own, and its CMD is the suite. */
      machine: z
        .string()
        .regex(/^[a-z][a-z0-9._-]{0,63}$/, 'wanted the name of a stage, as it is after AS in the Dockerfile'),
      /** Whose Dockerfile, and beside which app; the first service where left out. */
      service: name.optional(),
      timeout,
    }),
    z.strictObject({
      name,
      /** A file of .github/workflows that can be started by workflow_dispatch. */
      workflow: z
        .string()
        .regex(/^[\w.-]+\.ya?ml$/, 'wanted the name of a file in .github/workflows, such as “integration.yml”'),
      /** The artifact in which it leaves JUnit. */
      artifact: z
        .string()
        .regex(/^[\w.-]{1,100}$/, 'wanted the name of an artifact: letters, digits, dot and dash')
        .default('junit'),
      timeout,
    }),
  ],
  {
    error:
      'wanted name and one of run (a command, with before and env), machine (a stage of the Dockerfile, with service) ' +
      'or workflow (a file such as “integration.yml”, with artifact); each with timeout',
  },
);

const freezeWords = { name, reason: z.string().min(1).max(200), timeZone: z.string().optional() };
const cronFields = z
  .string()
  .regex(
    /^[\dA-Za-z*,/#-]+( [\dA-Za-z*,/#-]+){4}$/,
    'wanted five fields of cron (minute hour day month weekday), e.g. “0 18 * * 5”',
  );
const localTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'wanted a local date and time, e.g. “2026-12-24T18:00”');

/** A window that comes again and again, or once. What needs the rules of time zones is asked in freeze-checks.ts. */
const freezeRule = z.union(
  [
    z.strictObject({ ...freezeWords, starts: cronFields, ends: cronFields }),
    z.strictObject({ ...freezeWords, from: localTime, until: localTime }),
  ],
  { error: 'wanted name, reason and either starts and ends (cron) or from and until (local times), and timeZone' },
);

const promote = z.strictObject({
  approvals: z.number().int().min(1).max(10).default(1),
  role: z.enum(['tester', 'deployer', 'releaseManager']).default('releaseManager'),
  fourEyes: z.boolean().default(true),
  /** A role of which at least one of those who approve must be besides. */
  mustInclude: z.enum(['tester', 'deployer', 'releaseManager']).optional(),
  /** Who wrote or pushed one of the commits cannot approve; `people` says who is who. */
  barAuthors: z.boolean().default(false),
  expires: duration.default(24 * 3_600_000),
  /** What people type as a local time is meant there, and so are rules that name no zone. */
  timeZone: z.string().default('UTC'),
  /** Windows in which production does not change. */
  freezes: z.array(freezeRule).default([]),
  /** The only windows in which it may change; always, where left out. A freeze wins. */
  open: z
    .array(freezeRule)
    .min(1, 'wanted at least one window; leave it out where production is always open')
    .optional(),
  /** What of staging's processes may be bound otherwise than production's; everything else blocks promotion. */
  differs: z.array(z.enum(aspects)).default([]),
  /** How old staging's evidence may be when production changes. */
  evidence: duration.default(72 * 3_600_000),
});

const project = z.strictObject({
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'wanted owner/name as GitHub writes it'),
  services: z.record(name, service),
  /**
   * Folders and files that may stay pointers to Git LFS or empty submodules, since Greenroom does not fetch what they stand
   * for: what the app does without, or what its build brings itself. `.` is the whole repository. Any other refuses the build.
   */
  doesWithout: z.array(relative).default([]),
  environments: z.record(name, environment),
  verify: z.array(suite).default([]),
  promote: promote.prefault({}),
  /** How long /lock holds unless told, and how long before its end the owner is told. */
  locks: z.strictObject({ lasts: duration.default(4 * 3_600_000), warn: duration.default(900_000) }).prefault({}),
  deadlines: z
    .strictObject({
      build: waited.default(600_000),
      migrate: waited.default(300_000),
      switch: waited.default(120_000),
      verify: waited.default(60_000),
    })
    .prefault({}),
});

export const configSchema = z.strictObject({
  discord: z.strictObject({
    guild: id,
    channels: z.strictObject({ deployments: id, alerts: id }),
    roles: z.strictObject({ tester: id, deployer: id, releaseManager: id }),
  }),
  /** GitHub login → Discord user id; who is pinged when their push fails, and who wrote what (`barAuthors`). */
  people: z.record(z.string(), id).default({}),
  projects: z.record(name, project),
  /**
   * Where Greenroom is not root, pushed code runs as its own user: only with `beside-production` also where that user can
   * read what is production's. For development.
   */
  pushedCode: z.enum(['apart', 'beside-production']).default('apart'),
  /** How often configured branches are looked at, to cure lost webhooks. */
  poll: waited.default(60_000),
  retention: z
    .strictObject({ logsDays: z.number().int().positive().default(30), artifacts: z.number().int().min(2).default(20) })
    .prefault({}),
});

/** What a config file may say (`satisfies GreenroomConfig`). */
export type GreenroomConfig = z.input<typeof configSchema>;
/** After checking, with every default filled in. */
export type ConfigFile = z.output<typeof configSchema>;
export type ProjectConfig = ConfigFile['projects'][string];
export type EnvironmentConfig = ProjectConfig['environments'][string];
export type DrivenEnvironment = Exclude<EnvironmentConfig, { tier: 'local' }>;
export type TargetConfig = DrivenEnvironment['target'];
export type FlyTargetConfig = Extract<TargetConfig, { kind: 'fly' }>;
export type ServiceConfig = ProjectConfig['services'][string];
export type SuiteConfig = ProjectConfig['verify'][number];
export type CommandSuite = Extract<SuiteConfig, { run: unknown }>;
export type MachineSuite = Extract<SuiteConfig, { machine: unknown }>;
export type WorkflowSuite = Extract<SuiteConfig, { workflow: unknown }>;
