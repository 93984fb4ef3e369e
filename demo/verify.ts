/**
 * Checks a demo's document against the world, by other means than Greenroom's: finds the processes that serve, hashes
 * the files they run from, asks /version of both environments, and compares with what the ledger said. Any
 * difference ends it with 1. Usage: node demo/verify.ts DOCUMENT.json (while the demo's world is up).
 */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { check, problems } from './check.ts';
import { digestOf, sha256 } from './digest-of.ts';
import { checkStage, playedShape } from './verify-stage.ts';

const shape = z.object({
  dataDir: z.string(),
  fly: z.object({ url: z.string(), token: z.string() }).optional(),
  urls: z.object({ staging: z.string(), production: z.string() }),
  deployments: z.array(
    z.object({
      number: z.number(),
      environment: z.string(),
      kind: z.string(),
      state: z.string(),
      code: z.string().nullable(),
      commit: z.string(),
      startedAt: z.number().nullable(),
      endedAt: z.number().nullable(),
      digests: z.record(z.string(), z.string()),
      steps: z.array(z.object({ name: z.string(), state: z.string() })),
    }),
  ),
  messages: z.array(z.unknown()),
  violations: z.array(z.string()),
});
type Deployment = z.infer<typeof shape>['deployments'][number];

/** Every machine of the environment's app, the image's own bytes, and the processes that really run. */
async function checkFly(
  fly: { url: string; token: string },
  environment: string,
  wanted: string | undefined,
): Promise<void> {
  const app = environment === 'production' ? 'advent-api' : `advent-api-${environment}`;
  const listed = await fetch(`${fly.url}/v1/apps/${app}/machines`, {
    headers: { authorization: `Bearer ${fly.token}` },
  });
  const machines = z
    .array(z.object({ state: z.string(), image_ref: z.object({ digest: z.string() }) }))
    .parse(await listed.json());
  const started = machines.filter(({ state }) => state === 'started');
  check(`a machine of ${app} is started`, started.length > 0, true);
  check(
    `all machines of ${app} run the digest in the ledger`,
    [...new Set(started.map((machine) => machine.image_ref.digest))],
    [wanted],
  );
  const manifest = await fetch(`${fly.url}/v2/advent-api-staging/manifests/${wanted ?? ''}`, {
    headers: { authorization: `Basic ${Buffer.from(`x:${fly.token}`).toString('base64')}` },
  });
  check(
    `the image’s manifest hashes to the digest in the ledger`,
    `sha256:${sha256(Buffer.from(await manifest.arrayBuffer()))}`,
    wanted,
  );
  const running = new Set<string>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      const cwd = readlinkSync(`/proc/${name}/cwd`);
      // Another demo beside this one has apps of the same name.
      if (variables.includes(`FLY_APP_NAME=${app}`) && cwd.startsWith(`${dirname(document.dataDir)}/`))
        running.add(cwd.split('/').at(-2) ?? '');
    } catch {
      // Somebody else's, or gone.
    }
  }
  check(`what runs of ${app} was unpacked from that image`, [...running], [wanted?.slice('sha256:'.length)]);
}

/** Folders that processes with this APP_ENV run from, among the artifacts of this data folder. */
function servingFolders(dataDir: string, environment: string): string[] {
  const found = new Set<string>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      const cwd = readlinkSync(`/proc/${name}/cwd`);
      if (variables.includes(`APP_ENV=${environment}`) && cwd.startsWith(`${dataDir}/`) && cwd.includes('/artifacts/'))
        found.add(cwd);
    } catch {
      // Somebody else's, or gone.
    }
  }
  return [...found];
}

const document = shape.extend(playedShape.shape).parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const { deployments } = document;
const last = (wanted: (one: Deployment) => boolean): Deployment | undefined => deployments.findLast(wanted);

for (const environment of ['staging', 'production'] as const) {
  // What the ledger says is live: the last that succeeded, or on staging the last that was switched to.
  const live = last(
    (one) =>
      one.environment === environment &&
      (one.state === 'succeeded' || (environment === 'staging' && one.code === 'test.failed')),
  );
  const answer = await fetch(`${document.urls[environment]}/version`);
  const said: unknown = await answer.json();
  const version = z.object({ commit: z.string(), environment: z.string() }).parse(said);
  check(`${environment} answers with the commit that the ledger has as live`, version.commit, live?.commit);
  check(`${environment} says that it is ${environment}`, version.environment, environment);
  if (document.fly !== undefined) {
    await checkFly(document.fly, environment, live?.digests['api']);
    continue;
  }
  const folders = servingFolders(document.dataDir, environment);
  check(`one version of the app serves ${environment}`, folders.length, 1);
  const [folder = ''] = folders;
  check(
    `the files that ${environment} runs from hash to the digest in the ledger`,
    digestOf(folder),
    live?.digests['api'],
  );
}

const [first, promoted] = [
  last((one) => one.environment === 'staging' && one.state === 'succeeded' && one.number === 1),
  last((one) => one.kind === 'promotion' && one.state === 'succeeded'),
];
check('what went to production is the very artifact that staging tested', promoted?.digests, first?.digests);
check(
  'no step built anything for production',
  deployments
    .filter((one) => one.environment === 'production')
    .flatMap((one) => one.steps)
    .filter((step) => step.name === 'build').length,
  0,
);
check(
  'a red suite ended a deployment',
  deployments.some((one) => one.state === 'failed' && one.code === 'test.failed'),
  true,
);
const again = last((one) => one.kind === 'verification');
check('what people had played with was verified again', again?.state, 'succeeded');
const taken = last((one) => one.state === 'rolled-back');
check('a bad promotion was taken back', taken?.kind, 'promotion');
check(
  'and before it went, what staging had was verified again',
  (again?.endedAt ?? Infinity) <= (taken?.startedAt ?? 0),
  true,
);
check(
  'and what it was taken back to was verified',
  taken?.steps.find((step) => step.name === 'verify-roll-back')?.state,
  'succeeded',
);
check(
  'every deployment ended',
  deployments.filter((one) => one.state === 'waiting' || one.state === 'running').length,
  0,
);
const shown = JSON.stringify(document.messages);
for (const one of deployments)
  check(
    `#${one.number} (${one.commit.slice(0, 7)}) has its card in the channel`,
    shown.includes(one.commit.slice(0, 7)),
    true,
  );
await checkStage(document);
check('nobody was spoken to wrongly', document.violations, []);

if (problems.length > 0) {
  console.log(`${problems.length} of these are not so.`);
  process.exitCode = 1;
}
