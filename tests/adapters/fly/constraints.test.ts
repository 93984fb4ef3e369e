import { describe, expect, test } from 'vitest';
import { constraintsOf } from '../../../src/adapters/fly/constraints-of.ts';
import { readFlyToml } from '../../../src/adapters/fly/fly-toml.ts';
import { type Machine, machineShape } from '../../../src/adapters/fly/machine-shape.ts';
import { flyStage, tomlOf } from './stage.ts';

const machine = (config: object = {}, more: object = {}): Machine =>
  machineShape.parse({
    id: 'a1',
    state: 'started',
    config: {
      metadata: { fly_platform_version: 'v2', fly_process_group: 'app' },
      guest: { cpu_kind: 'shared', cpus: 1, memory_mb: 256 },
      restart: { policy: 'on-failure', max_retries: 10 },
      services: [
        {
          protocol: 'tcp',
          internal_port: 8080,
          ports: [
            { port: 443, handlers: ['tls', 'http'] },
            { port: 80, force_https: true },
          ],
        },
      ],
      ...config,
    },
    ...more,
  });

describe('what bounds the processes of an app on Fly', () => {
  test('is read from its machines', () => {
    expect(constraintsOf([machine()])).toEqual({
      guest: '1 shared CPU, 256 MB',
      user: 'the image’s',
      init: 'the image’s',
      restart: 'on-failure, 10 times at most',
      services: 'tcp 8080 (443 tls+http, 80 to https)',
      mounts: 'none',
    });
  });

  test.each([
    [
      'guest',
      { guest: { cpu_kind: 'performance', cpus: 2, memory_mb: 4096, kernel_args: ['debug'] } },
      '2 performance CPU, 4096 MB, debug',
    ],
    ['user', { processes: [{ user: 'root' }] }, 'root'],
    ['user', { containers: [{ name: 'app', user: '1000' }] }, '1000'],
    ['init', { init: { exec: ['/bin/sh'], tty: true } }, 'exec /bin/sh, tty true'],
    ['restart', { restart: { policy: 'always' } }, 'always'],
    ['services', { services: [] }, 'none'],
    ['mounts', { mounts: [{ path: '/data', encrypted: false }] }, '/data unencrypted'],
  ])('says another %s', (aspect, config, words) => {
    expect(constraintsOf([machine(config)])).toMatchObject({ [aspect]: words });
  });

  test('is said of every machine where they differ, and of none where a host is silent', () => {
    const large = machine({ guest: { cpu_kind: 'shared', cpus: 2, memory_mb: 512 } });
    expect(constraintsOf([machine(), large])?.guest).toBe('1 shared CPU, 256 MB | 2 shared CPU, 512 MB');
    const { config: _, ...silent } = machine();
    expect(constraintsOf([machine(), { ...silent, host_status: 'unreachable' }])).toBeUndefined();
    expect(constraintsOf([])).toBeUndefined();
  });

  test('is read from a fly.toml without what an environment may have of its own', () => {
    const bounds = (more: string) => {
      const read = readFlyToml(tomlOf('advent', more));
      return read.ok ? read.toml.bounds : read.detail;
    };
    expect(bounds('')).toEqual({ services: 'internal_port 8080' });
    expect(bounds('[[vm]]\nmemory = "512mb"\nsize = "shared-cpu-1x"\n[[restart]]\npolicy = "always"')).toEqual({
      guest: 'vm memory 512mb, size shared-cpu-1x',
      restart: 'restart policy always',
      services: 'internal_port 8080',
    });
    expect(bounds('[mounts]\nsource = "staging_data"\ndestination = "/data"')).toMatchObject({
      mounts: 'destination /data',
    });
  });

  test('comes with each look at what runs there', async () => {
    const here = await flyStage();
    expect(await here.observed()).not.toHaveProperty('constraints');
    await here.switches(await here.builds('one'));
    expect(await here.observed()).toMatchObject({
      constraints: { guest: '1 shared CPU, 256 MB', services: 'tcp 8080' },
    });
  });
});
