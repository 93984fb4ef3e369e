import { describe, expect, test } from 'vitest';
import { fleetOf, leftStopped } from '../../../src/adapters/fly/fleet.ts';
import { type Machine, machineShape } from '../../../src/adapters/fly/machine-shape.ts';
import { isDigest } from '../../../src/core/release.ts';

const old = `sha256:${'a'.repeat(64)}`;
const fresh = `sha256:${'b'.repeat(64)}`;

let made = 0;
function machine(
  what: Partial<Record<'state' | 'digest' | 'group' | 'host' | 'check' | 'autostop', string>> = {},
): Machine {
  made += 1;
  return machineShape.parse({
    id: `m${made}`,
    state: what.state ?? 'started',
    ...(what.host === undefined ? {} : { host_status: what.host }),
    ...(what.digest === '' ? {} : { image_ref: { repository: 'advent-api-staging', digest: what.digest ?? fresh } }),
    config: {
      metadata: { fly_platform_version: 'v2', fly_process_group: what.group ?? 'app' },
      ...(what.autostop === undefined ? {} : { services: [{ autostart: true, autostop: what.autostop }] }),
    },
    ...(what.check === undefined ? {} : { checks: [{ name: 'servicecheck-00', status: what.check }] }),
  });
}

describe('what an app’s machines come to', () => {
  test.each([
    ['none', [], 'never-deployed'],
    ['one that is started, without checks', [machine()], 'serving'],
    ['two on the same image, well', [machine({ check: 'passing' }), machine({ check: 'passing' })], 'serving'],
    ['two on two images', [machine(), machine({ digest: old })], 'mixed'],
    ['one whose check is critical', [machine({ check: 'critical' })], 'down'],
    ['one whose check only warns', [machine({ check: 'warning' })], 'down'],
    ['one of two that is not well', [machine({ check: 'passing' }), machine({ check: 'critical' })], 'down'],
    ['one that is stopped', [machine({ state: 'stopped' })], 'down'],
    ['one that is asleep until somebody asks', [machine({ state: 'stopped', autostop: 'stop' })], 'serving'],
    ['one that is suspended until somebody asks', [machine({ state: 'suspended', autostop: 'suspend' })], 'serving'],
    ['one that is still being replaced', [machine({ state: 'replacing' })], 'down'],
    ['one on a host that does not answer', [machine(), machine({ host: 'unreachable' })], 'unknown'],
    ['one that does not say its digest', [machine({ digest: '' })], 'unknown'],
    ['one whose digest is no digest', [machine({ digest: 'latest' })], 'unknown'],
    [
      'only the one of a release command',
      [machine({ group: 'fly_app_release_command', state: 'stopped' })],
      'never-deployed',
    ],
    [
      'one beside that of a release command',
      [machine(), machine({ group: 'fly_app_release_command', digest: old })],
      'serving',
    ],
    [
      'one beside another that is being destroyed',
      [machine(), machine({ state: 'destroyed', digest: old })],
      'serving',
    ],
  ] as const)('%s', (_, machines, state) => {
    expect(fleetOf(machines).state).toBe(state);
  });

  describe('a standby, which Fly starts when the host of another fails', () => {
    const standby = (of: readonly Machine[], state = 'stopped'): Machine => {
      const its = machine({ state });
      return { ...its, config: { ...its.config, standbys: of.map(({ id }) => id) } };
    };

    test('is well while it waits, and is not one that was left stopped', () => {
      const first = machine({ check: 'passing' });
      const waits = standby([first]);
      expect(fleetOf([first, waits])).toMatchObject({
        state: 'serving',
        detail: '2 machines well, 1 of them asleep until needed',
      });
      expect(leftStopped([first, waits])).toEqual([]);
      expect(fleetOf([first, standby([first], 'created')]).state).toBe('serving');
    });

    test('serves in the place of the other, and is no excuse for it', () => {
      const stopped = machine({ state: 'stopped' });
      expect(fleetOf([standby([machine()], 'started')]).state).toBe('serving');
      expect(fleetOf([stopped, standby([stopped])]).state).toBe('down');
    });

    test('is not well where nothing is left that it could stand in for', () => {
      expect(fleetOf([standby([machine({ state: 'destroyed' })])]).state).toBe('down');
    });

    test('runs the same image, or the app is mixed', () => {
      const first = machine({ digest: old });
      expect(fleetOf([first, standby([first])]).state).toBe('mixed');
    });
  });

  test('a machine of which nothing is known is never left out', () => {
    const bare = machineShape.parse({ id: 'm0', state: 'started', host_status: 'unknown' });
    expect(fleetOf([machine(), bare])).toMatchObject({ state: 'unknown', detail: 'the host of machine m0 is unknown' });
  });

  test('a machine that somebody started by hand is not one that serves', () => {
    const byHand = machineShape.parse({
      id: 'hand',
      state: 'started',
      image_ref: { digest: old },
      config: { metadata: {} },
    });
    expect(fleetOf([machine(), byHand]).state).toBe('serving');
    expect(fleetOf([byHand]).state).toBe('never-deployed');
  });

  test('an index and the image in it are one', () => {
    const plain = isDigest(fresh) ? fresh : undefined;
    const fleet = fleetOf([machine({ digest: old }), machine({ digest: fresh })], (digest) =>
      digest === old ? (plain ?? digest) : digest,
    );
    expect(fleet).toMatchObject({ state: 'serving', digest: fresh });
  });

  test('says which machine, and why', () => {
    const ill = machine({ check: 'critical' });
    expect(fleetOf([machine(), ill]).detail).toBe(`of 2 machines, ${ill.id}: check servicecheck-00 is critical`);
  });

  test('who was left stopped is named, who is only asleep is not', () => {
    const stopped = machine({ state: 'stopped' });
    expect(leftStopped([machine(), stopped, machine({ state: 'stopped', autostop: 'stop' })])).toEqual([stopped]);
  });
});
