import type { ReleaseRequest } from '../../../src/ports/target.ts';
import type { Behaviour } from '../../world/tiny-app.ts';
import { type FlyStage, type FlyStageOptions, apps, tomlOf } from './stage.ts';

/** What an attempt came to, and what every machine's own process says that it is afterwards. */
export interface Verdict {
  readonly ok: boolean;
  readonly code?: string;
  readonly retry?: boolean;
  /** `old` and `new` on all machines; `parts` of both; `gone` where none runs. */
  readonly serves: 'old' | 'new' | 'parts' | 'gone';
}

export interface FlyCase {
  readonly name: string;
  /** Where it is known from: section of the reference, or an issue. */
  readonly fact: string;
  readonly options?: FlyStageOptions;
  readonly fresh?: Behaviour;
  readonly files?: Readonly<Record<string, string>>;
  /** Machines that run the old version before. */
  readonly machines?: number;
  readonly given?: (here: FlyStage, old: ReleaseRequest, fresh: ReleaseRequest) => void | Promise<void>;
  readonly wanted: Verdict;
}

const says =
  (text: string, times = 1) =>
  (here: FlyStage) => {
    for (let each = 0; each < times; each += 1) here.world.faults.flyctl({ command: 'deploy', says: text });
  };
// Long enough for a flyctl to get to the machines while others are at work, too.
const quick: FlyStageOptions = { switchMs: 8_000 };
const machinesPath = `GET /v1/apps/${apps.staging}/machines`;
const first = (here: FlyStage) => {
  const [machine] = here.world.machinesOf(apps.staging);
  if (machine === undefined) throw new Error('nothing runs');
  return machine;
};
const withCommand = (command: string) => ({
  'fly.staging.toml': tomlOf(apps.staging, `[deploy]\nrelease_command = "${command}"`),
  'fly.production.toml': tomlOf(apps.production, `[deploy]\nrelease_command = "${command}"`),
});

const good: Verdict = { ok: true, serves: 'new' };
const refused = (code: string, retry: boolean, serves: Verdict['serves'] = 'old'): Verdict => ({
  ok: false,
  code,
  retry,
  serves,
});

/**
 * Every failure of the reference's section 6 and every lie of its section 0 while a new version is brought to staging
 * where an old one serves: what happens, and the only right verdict.
 */
export const cases: readonly FlyCase[] = [
  { name: 'all is as it should be', fact: '§1.2', wanted: good },
  { name: 'two machines, both well', fact: '§1.3', machines: 2, wanted: good },
  {
    name: 'flyctl ends with 1, and all is well',
    fact: '§6.2 adcp #4780',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 1 }),
    wanted: good,
  },
  {
    name: 'flyctl ends with 126, and all is well',
    fact: '§1.6',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 126 }),
    wanted: good,
  },
  {
    name: 'flyctl ends with 0, and the new version is not well',
    fact: '§6.3 #2651',
    options: quick,
    fresh: { sickIn: ['staging'] },
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 0 }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl ends with 0, and did nothing: the old release answers behind a green check',
    fact: '§6.2 adcp #7392',
    options: quick,
    given: (here) => here.world.faults.flyctl({ command: 'deploy', says: '', exit: 0 }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl prints garbage',
    fact: '§0',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', garbage: true }),
    wanted: good,
  },
  {
    name: 'flyctl hangs before any machine changes',
    fact: '§6.1 #5203',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', hang: 'start' }),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'flyctl hangs with a child of its own',
    fact: '§6.1 #2542',
    given: (here) => here.world.faults.flyctl({ command: 'deploy', hang: 'start', child: true }),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'flyctl hangs after the first of two machines',
    fact: '§6.1 #600',
    machines: 2,
    given: (here) => here.world.faults.flyctl({ command: 'deploy', hang: 'after-first' }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl is not there',
    fact: '§7',
    options: { flyctl: '/nowhere/flyctl' },
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'the new version ends while it starts',
    fact: '§6.3',
    options: quick,
    fresh: { exitsAtStart: true },
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'the new version never becomes well',
    fact: '§6.4 restarters.net #905',
    options: quick,
    fresh: { sickIn: ['staging'] },
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'a rolling update stops half way and leaves two images',
    fact: '§1.3',
    machines: 2,
    given: (here) => here.world.faults.flyctl({ command: 'deploy', partial: true }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'it stops half way, and so does the way back',
    fact: '§6.4',
    machines: 2,
    options: { switchMs: 8_000 },
    given: (here) => {
      here.world.faults.flyctl({ command: 'deploy', partial: true });
      says('unexpected failure')(here);
    },
    wanted: refused('switch.mixed', false, 'parts'),
  },
  {
    name: 'the new version is not well, and the old image was pruned',
    fact: '§2 retention',
    options: quick,
    fresh: { sickIn: ['staging'] },
    given: (here, old) => here.world.images.prune(apps.staging, old.artifacts[0]?.digest ?? ''),
    wanted: refused('switch.mixed', false, 'new'),
  },
  {
    name: 'two images ran before, by somebody’s hand',
    fact: '§6.5 adcp #1418',
    machines: 2,
    given: async (here) => {
      const other = await here.builds('other');
      const app = here.world.apps.get(apps.staging);
      if (app === undefined) throw new Error('no app');
      await here.world.updateMachine(
        app,
        first(here),
        {
          ...first(here).config,
          image: `${here.world.registryHost}/${apps.staging}@${other.artifacts[0]?.digest ?? ''}`,
        },
        true,
      );
    },
    wanted: good,
  },
  {
    name: 'the new image was pruned',
    fact: '§2 retention',
    given: (here, _, fresh) => here.world.images.prune(apps.staging, fresh.artifacts[0]?.digest ?? ''),
    wanted: refused('switch.artifact-gone', false),
  },
  {
    name: 'somebody moved the tag to another image',
    fact: '§0.1 #5010',
    given: (here, old, fresh) => {
      for (const tag of here.world.images.tagsOf(apps.staging))
        here.world.images.moveTag(
          apps.staging,
          tag,
          (tag.includes(fresh.commit.slice(0, 12)) ? old : fresh).artifacts[0]?.digest ?? '',
        );
    },
    wanted: good,
  },
  {
    name: 'a release cannot be made for a moment: image not found',
    fact: '§6.8 findajob #1000',
    given: says('failed to create release (status 404): {"error":"Could not find image"}'),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'the status of the release cannot be set',
    fact: '§1.2',
    given: says("failed to set release status to 'running': context deadline exceeded"),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'image not found by flyctl',
    fact: '§6.8 #3996',
    given: says('failed to fetch an image or build from source: Could not find image "x"'),
    wanted: refused('switch.unhealthy', true),
  },
  {
    name: 'a lease of a flyctl that was killed is still held, and runs out',
    fact: '§6.6 #1728',
    given: says('failed to acquire lease: lease currently held by someone'),
    wanted: good,
  },
  {
    name: 'the lease is held on',
    fact: '§6.6 #2452',
    given: says('failed to acquire lease: lease currently held by someone', 20),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'a lease that Fly itself holds, and that runs out',
    fact: '§6.6',
    given: (here) => {
      first(here).lease = { nonce: 'other', expires: Date.now() + 350 };
    },
    wanted: good,
  },
  {
    name: 'no capacity is left',
    fact: '§1.2',
    given: says('could not reserve resource for your machine: insufficient_capacity'),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'flyctl may not see the app',
    fact: '§6.10',
    given: says('Could not find App "advent-api-staging"'),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'one of two machines was stopped before',
    fact: '§0.3',
    machines: 2,
    given: async (here) => first(here).stop(),
    wanted: good,
  },
  {
    name: 'the machines’ list is refused for its pace, twice',
    fact: '§3',
    given: (here) => here.world.faults.http({ on: machinesPath, times: 2, what: { status: 429 } }),
    wanted: good,
  },
  {
    name: 'Fly has trouble for a moment',
    fact: '§3',
    given: (here) =>
      here.world.faults.http({ on: machinesPath, times: 2, what: { status: 502, body: '<html>bad gateway</html>' } }),
    wanted: good,
  },
  {
    name: 'the machines’ list is cut off',
    fact: '§0',
    given: (here) => here.world.faults.http({ on: machinesPath, what: 'cut' }),
    wanted: good,
  },
  {
    name: 'the host of a machine does not answer',
    fact: '§1.4',
    given: (here) => {
      first(here).hostStatus = 'unreachable';
    },
    wanted: refused('state.unknown', true),
  },
  {
    name: 'release_command fails',
    fact: '§1.2',
    options: { migrations: 'release_command' },
    fresh: { migrationFails: true },
    files: withCommand('node migrate.js'),
    wanted: refused('migrate.failed', false),
  },
  {
    name: 'release_command is well',
    fact: '§1.2',
    options: { migrations: 'release_command' },
    files: withCommand('node migrate.js'),
    wanted: good,
  },
  {
    name: 'Fly loses the machine of release_command',
    fact: '§6.9 #4618',
    options: { migrations: 'release_command' },
    files: withCommand('node migrate.js'),
    given: says('release_command failed: machine not found'),
    wanted: refused('migrate.failed', true),
  },
  {
    name: 'release_command is not over in time',
    fact: '§1.2',
    options: { migrations: 'release_command' },
    files: withCommand('node migrate.js'),
    given: says('error waiting for release_command machine 1 to finish running'),
    wanted: refused('migrate.deadline', false),
  },
  {
    name: 'a machine for one command is left there, of another image',
    fact: '§1.4',
    given: async (here) => {
      const app = here.world.apps.get(apps.staging);
      if (app === undefined) throw new Error('no app');
      await here.world.makeMachine(
        app,
        {
          ...first(here).config,
          services: [],
          metadata: { fly_platform_version: 'v2', fly_process_group: 'fly_app_console' },
          init: { cmd: ['node', '-e', 'setInterval(() => 0, 1000)'] },
        },
        { launch: true },
      );
    },
    wanted: good,
  },
  {
    name: 'the app’s machines sleep until somebody asks',
    fact: '§5',
    files: {
      'fly.staging.toml': tomlOf(apps.staging).replace(
        'internal_port = 8080',
        'internal_port = 8080\nauto_stop_machines = "stop"\nauto_start_machines = true',
      ),
    },
    wanted: good,
  },
  {
    name: 'the release row says complete, and a check is critical',
    fact: '§0.3',
    options: quick,
    fresh: { sickIn: ['staging'] },
    given: (here) => here.world.faults.flyctl({ command: 'deploy', exit: 0 }),
    wanted: refused('switch.unhealthy', false),
  },
  {
    name: 'the new version says it is another environment only to itself',
    fact: 'DESIGN §4.4',
    fresh: { claimsIn: { production: 'live' } },
    wanted: good,
  },
];
