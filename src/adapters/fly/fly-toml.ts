import { createHash } from 'node:crypto';
import { parse } from 'smol-toml';
import * as z from 'zod';
import type { Aspect } from '../../core/constraints.ts';
import { boundsIn } from './toml-bounds.ts';

/** What of a fly.toml decides something here; everything else goes to flyctl as it stands (fly.md §1.1, §5). */
const port = z.number().int().min(1).max(65_535);
const checks = z.array(z.looseObject({})).optional();
const shape = z.looseObject({
  app: z.string().optional(),
  build: z.looseObject({ image: z.string().optional() }).optional(),
  deploy: z.looseObject({ release_command: z.string().optional(), strategy: z.string().optional() }).optional(),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  http_service: z.looseObject({ internal_port: port.optional(), checks }).optional(),
  services: z.array(z.looseObject({ checks, http_checks: checks, tcp_checks: checks })).optional(),
  checks: z.record(z.string(), z.looseObject({})).optional(),
});

export interface FlyToml {
  readonly app: string | undefined;
  /** Its `[build]`, as text with sorted keys, for comparing; `{}` where it has none. */
  readonly build: string;
  readonly image: string | undefined;
  readonly releaseCommand: string | undefined;
  readonly strategy: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly hasChecks: boolean;
  /** What it says of each aspect of what bounds the app's processes; absent where it leaves that open. */
  readonly bounds: Readonly<Partial<Record<Aspect, string>>>;
  /** Hex SHA-256 of the file as it is in the commit. */
  readonly hash: string;
}

export type ReadToml = { readonly ok: true; readonly toml: FlyToml } | { readonly ok: false; readonly detail: string };

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => sorted(one));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}

/** Reads the text of a fly.toml of a pushed commit: hostile text. What is wrong is told with its place. */
export function readFlyToml(text: string): ReadToml {
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { ok: false, detail: `it is not TOML: ${message}` };
  }
  const found = shape.safeParse(parsed);
  if (!found.success) {
    const [issue] = found.error.issues;
    return { ok: false, detail: `${issue?.path.join('.') ?? 'it'}: ${issue?.message ?? 'has another shape'}` };
  }
  const { app, build, deploy, env, http_service: http, services = [], checks: named = {} } = found.data;
  const some = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0;
  return {
    ok: true,
    toml: {
      app,
      build: JSON.stringify(sorted(build ?? {})),
      image: build?.image,
      releaseCommand: deploy?.release_command,
      strategy: deploy?.strategy,
      env: Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, String(value)])),
      hasChecks:
        some(http?.checks) ||
        services.some((one) => some(one.checks) || some(one.http_checks) || some(one.tcp_checks)) ||
        Object.keys(named).length > 0,
      bounds: boundsIn(found.data),
      hash: createHash('sha256').update(text).digest('hex'),
    },
  };
}

export interface TomlRules {
  /** Path in the repository, for the words. */
  readonly path: string;
  readonly app: string;
  readonly tier: 'staging' | 'production';
  readonly health: string;
  /** Who runs the migrations, by the config; undefined where there are none. */
  readonly migrations: 'greenroom' | 'release_command' | undefined;
}

/** What keeps this file from being deployed; each names what was found, what was wanted, and the lines to write. */
export function tomlProblems(toml: FlyToml, { path, app, tier, health, migrations }: TomlRules): readonly string[] {
  const problems: string[] = [];
  // `-a` beats the file without a word, so a file of another app would be deployed here (fly.md §1.1).
  if (toml.app !== app)
    problems.push(`${path} is for app ${toml.app ?? '(none)'}, wanted ${app}. Write: app = "${app}"`);
  if (!toml.hasChecks)
    problems.push(
      `${path} has no health check, so Fly would only wait ten seconds for a crash. Add to [http_service]: ` +
        `[[http_service.checks]] method = "GET", path = "${health}", interval = "15s", timeout = "5s", grace_period = "20s"`,
    );
  if (toml.image !== undefined)
    problems.push(
      `${path} names an image under [build]. Take the line out: Greenroom says by digest what is deployed.`,
    );
  const said = toml.env['APP_ENV'];
  if (said !== undefined && said !== tier)
    problems.push(
      `${path} sets APP_ENV = "${said}", wanted "${tier}". Correct it, or leave it out: Greenroom sets it.`,
    );
  const production = toml.env['IS_PRODUCTION'];
  if (production !== undefined && production !== String(tier === 'production'))
    problems.push(
      `${path} sets IS_PRODUCTION = "${production}", wanted "${String(tier === 'production')}". Correct it, or leave it out: Greenroom sets it.`,
    );
  if (toml.releaseCommand !== undefined && migrations === 'greenroom')
    problems.push(
      `${path} has a release_command, and the config has migrations.run: they would run twice. Keep one: take the line out, or set run: "release_command".`,
    );
  if (toml.releaseCommand === undefined && migrations === 'release_command')
    problems.push(
      `${path} has no release_command, and the config leaves migrations to it. Add under [deploy]: release_command = "npm run migrate"`,
    );
  return problems;
}

/** One image serves both, so both have to be built the same way (R1.3). */
export function buildsDiffer(staging: FlyToml, production: FlyToml): boolean {
  return staging.build !== production.build;
}
