import { describe, expect, test } from 'vitest';
import { type Constraints, differenceInWords, differences } from '../../src/core/constraints.ts';

const usual: Constraints = {
  guest: '1 shared CPU, 256 MB',
  user: 'the image’s',
  init: 'the image’s',
  restart: 'on-failure',
  services: 'tcp 8080',
  mounts: 'none',
};
const api = (more: Partial<Constraints> = {}) => [{ service: 'api', constraints: { ...usual, ...more } }];
const never = [{ service: 'api' }];
const words = (...given: Parameters<typeof differences>): string[] => differences(...given).map(differenceInWords);

describe('staging’s constraints beside production’s', () => {
  test('that are the same have no difference', () => {
    expect(words(api(), api(), {})).toEqual([]);
  });

  test.each([
    ['guest', '2 shared CPU, 512 MB'],
    ['user', 'root'],
    ['init', 'exec /bin/sh'],
    ['restart', 'always'],
    ['services', 'tcp 8080; tcp 9229'],
    ['mounts', '/data'],
  ] as const)('are told apart by %s', (aspect, other) => {
    expect(words(api({ [aspect]: other }), api(), {})).toEqual([
      `api, ${aspect}: ${other} on staging; ${usual[aspect]} in production`,
    ]);
  });

  test('are compared by what the files of the release say, where both say it', () => {
    const both = { api: { guest: { staging: '512 MB', production: '512 MB' } } };
    // The change is on staging already, and comes to production with this release.
    expect(words(api({ guest: '1 shared CPU, 512 MB' }), api(), both)).toEqual([]);
    const one = { api: { guest: { staging: '256 MB', production: '1024 MB' } } };
    expect(words(api(), api(), one)).toEqual(['api, guest: 256 MB on staging; 1024 MB in production']);
  });

  test('are nothing to compare while production has never run, but for what its file says', () => {
    expect(words(api(), never, {})).toEqual([]);
    const one = { api: { restart: { staging: 'on-failure', production: 'never' } } };
    expect(words(api(), never, one)).toHaveLength(1);
  });

  test('that were not recorded are not taken for the same', () => {
    expect(() => differences(never, api(), {})).toThrow(/api runs on staging was not recorded/);
  });
});
