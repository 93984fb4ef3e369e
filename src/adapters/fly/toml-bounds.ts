import type { Aspect } from '../../core/constraints.ts';
import { inWords } from './in-words.ts';

type Section = Readonly<Record<string, unknown>>;

const tables = (value: unknown): readonly Section[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter(
    (one: unknown): one is Section => one !== null && typeof one === 'object',
  );

/** Of these keys alone: the others differ between environments by right, and bound nothing. */
const only = (keys: readonly string[], sections: readonly Section[]): string =>
  sections
    .map((section) =>
      inWords(Object.fromEntries(keys.filter((key) => key in section).map((key) => [key, section[key]]))),
    )
    .filter((text) => text !== '')
    .toSorted()
    .join('; ');

const ofServices = ['protocol', 'internal_port', 'force_https', 'ports', 'processes'] as const;

/**
 * What a fly.toml says of each aspect of what bounds the app's processes: the sections of which flyctl makes that part of
 * a machine (fly.md §1.1; flyctl internal/appconfig). How many machines there are, whether they sleep and how they are
 * looked at is not among them, nor is a volume's name. An aspect that it leaves open is not there.
 */
export function boundsIn(file: Section): Readonly<Partial<Record<Aspect, string>>> {
  const whole = (...names: readonly string[]): string =>
    inWords(Object.fromEntries(names.filter((name) => file[name] !== undefined).map((name) => [name, file[name]])));
  const said: readonly (readonly [Aspect, string])[] = [
    ['guest', whole('vm', 'compute', 'swap_size_mb')],
    ['restart', whole('restart')],
    ['init', whole('processes', 'experimental')],
    ['services', only(ofServices, [...tables(file['http_service']), ...tables(file['services'])])],
    ['mounts', only(['destination'], tables(file['mounts']))],
  ];
  return Object.fromEntries(said.filter(([, text]) => text !== ''));
}
