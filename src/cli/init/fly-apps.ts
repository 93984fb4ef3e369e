import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listFilesOf, readFileOf } from '../../adapters/github/contents.ts';
import { readFlyToml } from '../../adapters/fly/fly-toml.ts';
import { environmentOf } from '../../adapters/fly/flyctl.ts';
import { tokenFrom } from '../../adapters/fly/token-from.ts';
import { askJson, field, listAt, textAt } from '../../platform/ask-json.ts';
import { run } from '../../platform/exec.ts';
import { parseJson } from '../../trust.ts';
import { type Setup, accessOf, patienceWith, settled } from './setup.ts';

const tiers = ['staging', 'production'] as const;
type Tier = (typeof tiers)[number];

const staging = /-(staging|stage|stg|test|preview)$/;

/** The organisation’s apps, its two environments among them, a deploy token for each, and its fly.toml in the repository. */
export async function findApps(setup: Setup): Promise<void> {
  const { asker, draft } = setup;
  if (draft.settled.apps.staging !== undefined && draft.settled.apps.production !== undefined) return;
  const organisation = await asker.text({
    flag: 'fly-organisation',
    message: 'Which organisation on Fly? (flyctl orgs list; its slug)',
    fallback: 'personal',
    check: (text) =>
      /^[a-z0-9][a-z0-9-]{0,62}$/.test(text) ? undefined : 'wanted a slug: lower-case letters, digits, dashes',
  });
  const personal = tokenFrom(
    await asker.secret({
      variable: 'FLY_API_TOKEN',
      message: 'A token of your own, to look for apps and make their deploy tokens (flyctl auth token); it is not kept',
    }),
    'FLY_API_TOKEN',
  );
  const names = await appsOf(setup, organisation, personal);
  const chosen = {
    staging: await choose(
      setup,
      'staging',
      names.filter((name) => staging.test(name)),
      organisation,
    ),
    production: '',
  };
  const base = chosen.staging.replace(staging, '');
  const others = names.filter((name) => !staging.test(name));
  chosen.production = await choose(setup, 'production', others.includes(base) ? [base] : others, organisation);
  draft.settle({ organisation });
  const tomls = await tomlsOf(setup);
  for (const tier of tiers) {
    if (draft.settled.apps[tier] !== undefined) continue;
    const app = chosen[tier];
    const variable = `FLY_${tier.toUpperCase()}_TOKEN`;
    const token = setup.variable(variable) ?? (await mint(setup, app, personal));
    const config = tomls.get(app) ?? `fly.${tier}.toml`;
    if (!tomls.has(app))
      asker.say(`No fly.toml for ${app} was found in the repository; the config will name ${config}.`);
    draft.settle({ apps: { ...draft.settled.apps, [tier]: { name: app, config, variable, token } } });
  }
}

async function appsOf({ addresses }: Setup, organisation: string, token: string): Promise<readonly string[]> {
  const reply = await askJson({
    url: `${addresses.fly.flapsUrl}/v1/apps?org_slug=${encodeURIComponent(organisation)}`,
    headers: { authorization: `Bearer ${token}` },
    patience: patienceWith('Fly'),
  });
  if (reply.status !== 200)
    throw new Error(
      `Fly does not list the apps of ${organisation} (${String(reply.status)} ${textAt(reply.body, 'error')}). Wanted a token that may see the organisation: flyctl auth token`,
    );
  return listAt(field(reply.body, 'apps')).map((app) => textAt(app, 'name'));
}

async function choose({ asker }: Setup, tier: Tier, names: readonly string[], organisation: string): Promise<string> {
  if (names.length === 0)
    throw new Error(
      `Fly has no app in ${organisation} that could be ${tier}. Make it (flyctl apps create advent${tier === 'staging' ? '-staging' : ''} -o ${organisation}), and run greenroom init again.`,
    );
  return asker.choose(
    { flag: `${tier}-app`, message: `Which app is ${tier}?` },
    names.map((name) => ({ value: name, label: name })),
  );
}

/** A deploy token of this one app, for a year. Only somebody’s own token can make one. */
async function mint({ addresses, asker }: Setup, app: string, personal: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'greenroom-flyctl-'));
  try {
    const ended = await asker.during(`Making a deploy token of ${app}, for a year`, () =>
      run(addresses.fly.flyctl, ['tokens', 'create', 'deploy', '-a', app, '-n', 'greenroom', '-x', '8760h', '--json'], {
        cwd: home,
        env: environmentOf(addresses.fly, home, personal),
        deadlineMs: 60_000,
        maxCaptured: 64 * 1024,
      }),
    );
    const token = ended.exitCode === 0 ? textAt(parseJson(ended.stdout), 'token') : '';
    if (token !== '') return tokenFrom(token, app);
    throw new Error(
      `flyctl made no token of ${app}: ${ended.detail} ${ended.stderr.trim().split('\n').at(-1) ?? ''}. Make it by hand: flyctl tokens create deploy -a ${app} -x 8760h`,
    );
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** App → the file of the repository’s top folder that is for it, at staging’s branch. */
async function tomlsOf(setup: Setup): Promise<ReadonlyMap<string, string>> {
  const access = accessOf(setup);
  const { repository, branch } = setup.draft.settled;
  const [of, ref] = [settled(repository, 'the repository'), settled(branch, 'the branch')];
  const files = (await listFilesOf(access, of, ref)).filter((name) => name.startsWith('fly') && name.endsWith('.toml'));
  const found = await Promise.all(
    files.map(async (file) => {
      const read = readFlyToml((await readFileOf(access, of, file, ref)) ?? '');
      return read.ok && read.toml.app !== undefined ? [[read.toml.app, file] as const] : [];
    }),
  );
  return new Map(found.flat());
}
