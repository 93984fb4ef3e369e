import { apps, tomlOf } from '../stage.ts';
import { type FlyCase, first, good, refused } from './case.ts';

const machinesPath = `GET /v1/apps/${apps.staging}/machines`;

/** The machines and what Fly says of them. */
export const ofMachines: readonly FlyCase[] = [
  {
    name: 'a lease that Fly itself holds, and that runs out',
    fact: '§6.6',
    given: (here) => {
      first(here).lease = { nonce: 'other', expires: Date.now() + 350 };
    },
    wanted: good,
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
];
