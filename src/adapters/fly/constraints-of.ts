import type { Constraints } from '../../core/constraints.ts';
import { servingMachines } from './fleet.ts';
import { inWords } from './in-words.ts';
import type { Machine } from './machine-shape.ts';

type Config = NonNullable<Machine['config']>;

const leftToFly = 'as Fly has it';

function guestOf({ guest }: Config): string {
  if (guest === undefined) return leftToFly;
  const { cpus = 1, cpu_kind: kind = 'shared', memory_mb: memory = 0, gpu_kind: gpu, kernel_args: args = [] } = guest;
  return [`${cpus} ${kind} CPU`, `${memory} MB`, ...(gpu === undefined ? [] : [`GPU ${gpu}`]), ...args].join(', ');
}

function userOf({ processes, containers }: Config): string {
  const users = [...(processes ?? []), ...(containers ?? [])].map(({ user }) => user ?? '').filter((one) => one !== '');
  // Staging's image is production's, and so is the user that it names.
  return users.length === 0 ? 'the image’s' : [...new Set(users)].toSorted().join(', ');
}

function initOf({ init, containers }: Config): string {
  const parts = [inWords(init ?? {}), ...(containers ?? []).map(({ name }) => `container ${name ?? ''}`)];
  return parts.filter((part) => part !== '').join('; ') || 'the image’s';
}

function restartOf({ restart }: Config): string {
  if (restart?.policy === undefined) return leftToFly;
  return `${restart.policy}${restart.max_retries === undefined ? '' : `, ${restart.max_retries} times at most`}`;
}

function servicesOf({ services = [] }: Config): string {
  const said = services.map(({ protocol = 'tcp', internal_port: port, ports }) => {
    const open = (ports ?? []).map(
      ({ port: outer, handlers, force_https: forced }) =>
        `${outer ?? 'any'}${(handlers ?? []).length === 0 ? '' : ` ${(handlers ?? []).join('+')}`}${forced === true ? ' to https' : ''}`,
    );
    return `${protocol} ${port ?? ''}${open.length === 0 ? '' : ` (${open.toSorted().join(', ')})`}`;
  });
  return said.toSorted().join('; ') || 'none';
}

function mountsOf({ mounts }: Config): string {
  const said = (mounts ?? []).map(({ path = '', encrypted }) => `${path}${encrypted === false ? ' unencrypted' : ''}`);
  return said.toSorted().join(', ') || 'none';
}

/**
 * What bounds an app's processes, of every machine that serves. Where they are not all the same, all that there is is
 * said, so that it is no other app's by chance. Undefined where nothing serves, or a host does not say.
 */
export function constraintsOf(machines: readonly Machine[]): Constraints | undefined {
  const serving = servingMachines(machines);
  const configs = serving.flatMap(({ config }) => (config === undefined ? [] : [config]));
  if (configs.length === 0 || configs.length < serving.length) return undefined;
  const all = (of: (config: Config) => string): string => [...new Set(configs.map(of))].toSorted().join(' | ');
  return {
    guest: all(guestOf),
    user: all(userOf),
    init: all(initOf),
    restart: all(restartOf),
    services: all(servicesOf),
    mounts: all(mountsOf),
  };
}
